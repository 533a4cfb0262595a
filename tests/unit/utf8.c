/*
 * base/utf8: what is well-formed stays, what is not becomes U+FFFD, a byte each.
 */
#include "base/utf8.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define R "\xef\xbf\xbd"

static void well_formed_text_stays(void **state)
{
	static const char *const good[] = { "",
					    "plain",
					    "Z\xc3\xbcrich",
					    "\xe2\x82\xac",
					    "\xf0\x9f\x90\xa7",
					    "\xed\x9f\xbf",
					    "\xee\x80\x80",
					    "\xf4\x8f\xbf\xbf",
					    "\xc2\x80",
					    "\xe0\xa0\x80",
					    "\xf0\x90\x80\x80" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct bytes to = { 0 };

		utf8_append(&to, good[i], strlen(good[i]));
		assert_string_equal(bytes_text(&to), good[i]);
		bytes_done(&to);
	}
}

static void the_rest_is_replaced(void **state)
{
	static const struct {
		const char *text, *clean;
	} bad[] = {
		{ "a\xff", "a" R },              /* no leading byte */
		{ "\x80z", R "z" },              /* a continuation alone */
		{ "\xc3", R },                   /* cut off */
		{ "\xc3(", R "(" },              /* no continuation */
		{ "\xc0\xaf", R R },             /* overlong */
		{ "\xe0\x9f\xbf", R R R },       /* overlong */
		{ "\xed\xa0\x80", R R R },       /* a surrogate */
		{ "\xf4\x90\x80\x80", R R R R }, /* above U+10FFFF */
		{ "\xe2\x82", R R },             /* cut off */
		{ "\xf0\x9f\x90", R R R },       /* cut off */
		{ "\xe2\x82(", R R "(" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct bytes to = { 0 };

		utf8_append(&to, bad[i].text, strlen(bad[i].text));
		assert_string_equal(bytes_text(&to), bad[i].clean);
		bytes_done(&to);
	}
}

static void what_acts_upon_a_line_is_a_control(void **state)
{
	static const char *const acts[] = { "\n",           "\x1b",         "\x7f",
					    "\xc2\x9b",     "\xd8\x9c",     "\xe2\x80\x8f",
					    "\xe2\x80\xa8", "\xe2\x80\xae", "\xe2\x81\xa6" };
	static const char *const shows[] = {
		" ", "~", "\xc2\xa0", "\xc3\xbc", "\xe2\x80\x94", "\xf0\x9f\x90\xa7"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		assert_true(utf8_is_control(utf8_decode(acts[i], utf8_length(acts[i], strlen(acts[i])))));
	for (size_t i = 0; i < sizeof(shows) / sizeof(shows[0]); i++)
		assert_false(utf8_is_control(
			utf8_decode(shows[i], utf8_length(shows[i], strlen(shows[i])))));
	assert_int_equal(utf8_decode("\xf0\x9f\x90\xa7", 4), 0x1f427);
}

static void a_nul_is_a_character(void **state)
{
	struct bytes to = { 0 };

	(void)state;
	utf8_append(&to, "a\0b", 3);
	assert_int_equal(to.len, 3);
	assert_memory_equal(to.data, "a\0b", 3);
	bytes_done(&to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_text_stays),
		cmocka_unit_test(the_rest_is_replaced),
		cmocka_unit_test(what_acts_upon_a_line_is_a_control),
		cmocka_unit_test(a_nul_is_a_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
