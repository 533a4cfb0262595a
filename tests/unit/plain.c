/*
 * report/plain and report/groups: hostile text becomes text that can be shown, in as many columns as it says; the families of
 * a case that fared alike stand together.
 */
#include "report/groups.h"
#include "report/plain.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void a_line_moves_no_cursor(void **state)
{
	/* C0, DEL, C1's CSI, a right-to-left override, a line separator, a byte that is no UTF-8; the rest stays */
	static const char text[] =
		"a\n\tb\r\033[2J\x7f \xc2\x9b \xe2\x80\xae \xe2\x80\xa8 \xff \xe6\xbc\xa2\xc3\xa9";
	struct bytes to = { 0 };

	(void)state;
	plain_line(&to, text, sizeof(text)); /* with its NUL */
	assert_string_equal(bytes_text(&to), "a  b??[2J? ? ? ? \xef\xbf\xbd \xe6\xbc\xa2\xc3\xa9?");
	bytes_done(&to);
}

static void lines_stand_behind_their_indent(void **state)
{
	struct bytes text = { 0 }, to = { 0 };

	(void)state;
	bytes_append_text(&text, "one\n\n\ttwo\x01\nthree");
	plain_lines(&to, &text, "> ");
	assert_string_equal(bytes_text(&to), "> one\n\n> \ttwo?\n> three\n");
	bytes_done(&text);
	bytes_done(&to);
}

static void points_have_no_zeros_behind(void **state)
{
	static const struct {
		double points;
		const char *text;
	} rows[] = { { 0, "0" },          { 20, "20" },   { 0.5, "0.5" },
		     { 1.0 / 3, "0.33" }, { 100, "100" }, { 1e300, "1e+300" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes to = { 0 };

		plain_points(&to, rows[i].points);
		assert_string_equal(bytes_text(&to), rows[i].text);
		bytes_done(&to);
	}
}

static void wide_and_combining_characters_have_their_width(void **state)
{
	struct bytes to = { 0 };

	(void)state;
	assert_int_equal(plain_width(""), 0);
	assert_int_equal(plain_width("abc"), 3);
	assert_int_equal(plain_width("M\xc3\xbcll"), 4);
	assert_int_equal(plain_width("\xe6\xbc\xa2\xe5\xad\x97"), 4); /* two of two columns */
	assert_int_equal(plain_width("e\xcc\x81"), 1);                /* a combining accent */
	assert_int_equal(plain_width("\xff\xfe"), 2);                 /* each is shown as U+FFFD */
	plain_padded(&to, "\xe6\xbc\xa2", 4);
	assert_string_equal(bytes_text(&to), "\xe6\xbc\xa2  ");
	bytes_done(&to);
}

static void a_case_is_the_sum_of_its_families(void **state)
{
	struct result rows[] = {
		{ .name = "echoes",
		  .family = "ipv4",
		  .verdict.kind = VERDICT_PASS,
		  .points = 1.0 / 3,
		  .max_points = 1.0 / 3 },
		{ .name = "echoes", .family = "ipv6", .verdict.kind = VERDICT_BROKEN },
		{ .name = "echoes",
		  .family = "name",
		  .verdict.kind = VERDICT_PASS,
		  .points = 2.0 / 3,
		  .max_points = 2.0 / 3 },
		{ .name = "ends", .family = "ipv4", .verdict.kind = VERDICT_SKIP, .dependency = "echoes", .max_points = 1 },
	};
	struct results r = { .suite = "echo", .rows = rows, .count = 4 };
	struct group_case c = { 0 };
	struct groups groups;

	(void)state;
	groups_make(&groups, &r);
	assert_int_equal(groups.count, 3);
	assert_string_equal(bytes_text(&groups.rows[0].families), "ipv4 name");
	assert_string_equal(bytes_text(&groups.families), "ipv4 ipv6 name");
	assert_true(groups_next_case(&groups, &c));
	assert_string_equal(c.name, "echoes");
	assert_int_equal(c.count, 2);
	assert_true(c.points == 1 && c.max_points == 1);
	assert_true(c.is_broken && !c.has_failed);
	assert_true(groups_next_case(&groups, &c));
	assert_string_equal(c.name, "ends");
	assert_true(c.has_failed && !c.is_broken && c.points == 0 && c.max_points == 1);
	assert_false(groups_next_case(&groups, &c));
	groups_done(&groups);
	assert_null(groups.rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_moves_no_cursor),
		cmocka_unit_test(lines_stand_behind_their_indent),
		cmocka_unit_test(points_have_no_zeros_behind),
		cmocka_unit_test(wide_and_combining_characters_have_their_width),
		cmocka_unit_test(a_case_is_the_sum_of_its_families),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
