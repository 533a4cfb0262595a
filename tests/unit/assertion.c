/*
 * judge/assertion: what cmocka prints of a failed test becomes one line and a place.
 */
#include "judge/assertion.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void expect(const char *printed, const char *message, const char *file, int line)
{
	struct verdict v = { 0 };

	assertion_read(&v, printed);
	assert_string_equal(bytes_text(&v.message), message);
	assert_string_equal(v.file, file);
	assert_int_equal(v.line, line);
	verdict_done(&v);
}

static void the_comparison_is_the_message(void **state)
{
	(void)state;
	expect("[==========] Running 1 test(s).\n"
	       "[ RUN      ] a\n"
	       "[  ERROR   ] --- \"abc\" != \"abd\"\n"
	       "[   LINE   ] --- suite.c:10: error: Failure!\n"
	       "[  FAILED  ] a\n"
	       "[==========] 1 test(s) run.\n",
	       "\"abc\" != \"abd\"", "suite.c", 10);
}

static void several_lines_become_one(void **state)
{
	(void)state;
	expect("[ RUN      ] a\n"
	       "[  ERROR   ] --- difference at offset 2 0x63 0x64\n"
	       "1 bytes of 0x1 and 0x2 differ\n"
	       "[   LINE   ] --- dir/t.c:9: error: Failure!\n"
	       "[  FAILED  ] a\n",
	       "difference at offset 2 0x63 0x64; 1 bytes of 0x1 and 0x2 differ", "dir/t.c", 9);
}

static void the_text_of_fail_msg_stands_before_the_error(void **state)
{
	(void)state;
	expect("[ RUN      ] a\n"
	       "ERROR: hello 3\n"
	       "[  ERROR   ] --- [   LINE   ] --- t.c:8: error: Failure!\n"
	       "[  FAILED  ] a\n",
	       "hello 3", "t.c", 8);
}

static void without_words_it_says_so(void **state)
{
	(void)state;
	expect("", "an assertion of the suite failed", "", 0);
	expect("[ RUN      ] a\n[  FAILED  ] a\n", "an assertion of the suite failed", "", 0);
	expect("[ RUN      ] a\nno line here: error: Failure!\n", "no line here: error: Failure!", "", 0);
}

static void what_is_not_printable_is_escaped(void **state)
{
	(void)state;
	expect("[ RUN      ] a\n[  ERROR   ] --- \"\033[2J\xff\" != \"\"\n",
	       "\"\\x1b[2J\\xff\" != \"\"", "", 0);
}

static void a_long_message_is_cut(void **state)
{
	char printed[1024] = "[ RUN      ] a\n";
	struct verdict v = { 0 };

	(void)state;
	memset(printed + strlen(printed), 'x', 900);
	assertion_read(&v, printed);
	assert_int_equal(v.message.len, 403);
	verdict_done(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_comparison_is_the_message),
		cmocka_unit_test(several_lines_become_one),
		cmocka_unit_test(the_text_of_fail_msg_stands_before_the_error),
		cmocka_unit_test(without_words_it_says_so),
		cmocka_unit_test(what_is_not_printable_is_escaped),
		cmocka_unit_test(a_long_message_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
