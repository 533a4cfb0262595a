/*
 * base/text: numbers and durations are read strictly, words are split and quoted as a shell reads
 * them.
 */
#include "base/text.h"
#include "base/deadline.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void a_whole_number_within_its_bounds_is_read(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} good[] = { { "0", 0 },
		     { "42", 42 },
		     { "-7", -7 },
		     { "007", 7 },
		     { "-0", 0 },
		     { "9223372036854775807", INT64_MAX },
		     { "-9223372036854775808", INT64_MIN } };
	int64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(text_number(good[i].text, INT64_MIN, INT64_MAX, &value), 0);
		assert_true(value == good[i].value);
	}
}

static void what_is_not_wholly_a_number_is_none(void **state)
{
	static const char *const bad[] = { "",   "-",    "+1",  " 1",  "1 ", "1x",
					   "x1", "0x10", "1.5", "--1", "1\n" };
	int64_t value = 99;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(text_number(bad[i], INT64_MIN, INT64_MAX, &value), -EINVAL);
	assert_int_equal(value, 99);
}

static void a_number_out_of_its_bounds_is_told_apart(void **state)
{
	int64_t value = 99;

	(void)state;
	assert_int_equal(text_number("65536", 1, 65535, &value), -ERANGE);
	assert_int_equal(text_number("0", 1, 65535, &value), -ERANGE);
	assert_int_equal(text_number("9223372036854775808", 0, INT64_MAX, &value), -ERANGE);
	assert_int_equal(text_number("-9223372036854775809", INT64_MIN, 0, &value), -ERANGE);
	assert_int_equal(value, 99);
	assert_int_equal(text_number("65535", 1, 65535, &value), 0);
	assert_int_equal(text_number("1", 1, 65535, &value), 0);
}

static void seconds_may_have_a_fraction(void **state)
{
	static const struct {
		const char *text;
		int64_t ns;
	} good[] = { { "10", 10 * NS_PER_S },
		     { "0.5", NS_PER_S / 2 },
		     { "0", 0 },
		     { "1.000000001", NS_PER_S + 1 },
		     { "0.0000000019", 1 },
		     { "-1.5", -3 * NS_PER_S / 2 },
		     { "9223372036.854775807", INT64_MAX } };
	int64_t ns;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(text_seconds(good[i].text, INT64_MIN, INT64_MAX, &ns), 0);
		assert_true(ns == good[i].ns);
	}
}

static void what_is_not_wholly_seconds_is_none(void **state)
{
	static const char *const bad[] = { "",   ".",   ".5",  "5.",  "1.x", "1.5s",
					   "1s", "1,5", "1e3", "inf", "-",   "1.2.3" };
	int64_t ns = 99;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(text_seconds(bad[i], INT64_MIN, INT64_MAX, &ns), -EINVAL);
	assert_int_equal(ns, 99);
}

static void seconds_out_of_their_bounds_are_told_apart(void **state)
{
	static const char *const far[] = { "9223372036.854775808", "9223372037", "99999999999999999999" };
	int64_t ns = 99;

	(void)state;
	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++)
		assert_int_equal(text_seconds(far[i], 0, INT64_MAX, &ns), -ERANGE);
	assert_int_equal(text_seconds("-1", 0, INT64_MAX, &ns), -ERANGE);
	assert_int_equal(text_seconds("2", 0, NS_PER_S, &ns), -ERANGE);
	assert_int_equal(ns, 99);
}

static void globs_match_as_the_shell_does(void **state)
{
	(void)state;
	assert_true(text_matches("*", ""));
	assert_true(text_matches("outlives*", "outlives a reset"));
	assert_true(text_matches("[oe]*s ? *", "echoes a b"));
	assert_false(text_matches("outlives", "outlives a reset"));
	assert_false(text_matches("", "x"));
}

static void a_prefix_is_recognized(void **state)
{
	(void)state;
	assert_true(text_starts("--family=ipv4", "--family="));
	assert_true(text_starts("x", ""));
	assert_false(text_starts("--fam", "--family="));
}

static void words_are_separated_by_spaces_and_commas(void **state)
{
	const char *rest = "  socket bind,listen ,, accept";
	static const char *const want[] = { "socket", "bind", "listen", "accept" };
	size_t len;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const char *word = text_word(&rest, &len);

		assert_non_null(word);
		assert_int_equal(len, strlen(want[i]));
		assert_memory_equal(word, want[i], len);
	}
	assert_null(text_word(&rest, &len));
	assert_null(text_word(&rest, &len));
	assert_int_equal(len, 0);
}

static void nothing_but_separators_has_no_word(void **state)
{
	const char *rest = " , ";
	size_t len;

	(void)state;
	assert_null(text_word(&rest, &len));
	assert_string_equal(rest, "");
}

static void a_word_is_added_once(void **state)
{
	struct bytes words = { 0 };

	(void)state;
	text_add_words(&words, "");
	text_add_words(&words, "accept4 read");
	text_add_words(&words, "read accept epoll_pwait read");
	assert_string_equal(bytes_text(&words), "accept4 read accept epoll_pwait");
	bytes_done(&words);
}

static const struct {
	const char *word, *shown;
} shell_words[] = {
	{ "./server", "./server" },
	{ "--family=ipv4", "--family=ipv4" },
	{ "{port}", "{port}" },
	{ "TCP6-LISTEN:{port}", "TCP6-LISTEN:{port}" },
	{ "a,b", "a,b" },
	{ "", "''" },
	{ "{", "'{'" },
	{ "}", "'}'" },
	{ "{port},fork", "'{port},fork'" },
	{ "{1..3}", "'{1..3}'" },
	{ "two words", "'two words'" },
	{ "$HOME", "'$HOME'" },
	{ "*", "'*'" },
	{ "it's", "'it'\\''s'" },
	{ "'", "''\\'''" },
	{ "a\nb\\c\"d", "'a\nb\\c\"d'" },
	{ "~", "'~'" },
};

static void a_shell_word_is_quoted_only_where_it_must_be(void **state)
{
	struct bytes b = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(shell_words) / sizeof(shell_words[0]); i++) {
		bytes_clear(&b);
		text_shell_word(&b, shell_words[i].word);
		assert_string_equal(bytes_text(&b), shell_words[i].shown);
	}
	bytes_done(&b);
}

static void the_shell_reads_each_shell_word_as_it_was(void **state)
{
	struct bytes command = { 0 };
	char got[64];

	(void)state;
	for (size_t i = 0; i < sizeof(shell_words) / sizeof(shell_words[0]); i++) {
		FILE *shell;
		size_t len;

		bytes_clear(&command);
		bytes_append_text(&command, "printf %s ");
		text_shell_word(&command, shell_words[i].word);
		shell = popen(bytes_text(&command), "r");
		assert_non_null(shell);
		len = fread(got, 1, sizeof(got) - 1, shell);
		got[len] = '\0';
		assert_int_equal(pclose(shell), 0);
		assert_string_equal(got, shell_words[i].word);
	}
	bytes_done(&command);
}

static void one_has_no_plural(void **state)
{
	(void)state;
	assert_string_equal(text_plural(0), "s");
	assert_string_equal(text_plural(1), "");
	assert_string_equal(text_plural(2), "s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_number_within_its_bounds_is_read),
		cmocka_unit_test(what_is_not_wholly_a_number_is_none),
		cmocka_unit_test(a_number_out_of_its_bounds_is_told_apart),
		cmocka_unit_test(seconds_may_have_a_fraction),
		cmocka_unit_test(what_is_not_wholly_seconds_is_none),
		cmocka_unit_test(seconds_out_of_their_bounds_are_told_apart),
		cmocka_unit_test(globs_match_as_the_shell_does),
		cmocka_unit_test(a_prefix_is_recognized),
		cmocka_unit_test(words_are_separated_by_spaces_and_commas),
		cmocka_unit_test(nothing_but_separators_has_no_word),
		cmocka_unit_test(a_word_is_added_once),
		cmocka_unit_test(one_has_no_plural),
		cmocka_unit_test(a_shell_word_is_quoted_only_where_it_must_be),
		cmocka_unit_test(the_shell_reads_each_shell_word_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
