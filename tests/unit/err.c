/*
 * base/err: what an error's text says, and that it is one line which always ends.
 */
#include "base/err.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void setting_gives_the_code_back_and_keeps_the_text(void **state)
{
	struct sck_err err;

	(void)state;
	assert_int_equal(err_set(&err, -EINVAL, "bad port %d", 70000), -EINVAL);
	assert_int_equal(err.code, -EINVAL);
	assert_string_equal(err.text, "bad port 70000");
}

static void a_system_error_ends_in_what_it_means(void **state)
{
	struct sck_err err;

	(void)state;
	assert_int_equal(err_errno(&err, -ENOENT, "open %s", "/x"), -ENOENT);
	assert_int_equal(err.code, -ENOENT);
	assert_string_equal(err.text, "open /x: No such file or directory");
}

static void wrapping_puts_words_in_front_and_keeps_the_code(void **state)
{
	struct sck_err err;

	(void)state;
	err_set(&err, -EPERM, "no namespace");
	assert_int_equal(err_wrap(&err, "starting %s", "./server"), -EPERM);
	assert_string_equal(err.text, "while starting ./server: no namespace");
}

static void nobody_has_to_want_the_text(void **state)
{
	(void)state;
	assert_int_equal(err_set(NULL, -EINVAL, "x"), -EINVAL);
	assert_int_equal(err_errno(NULL, -EINTR, "x"), -EINTR);
	assert_int_equal(err_wrap(NULL, "x"), 0);
}

static void a_text_that_does_not_fit_is_cut(void **state)
{
	char longer[2 * sizeof(((struct sck_err *)NULL)->text)];
	struct sck_err err;

	(void)state;
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	err_set(&err, -1, "%s", longer);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	err_errno(&err, -ENOENT, "%s", longer);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	err_wrap(&err, "%s", longer);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	assert_memory_equal(err.text, "while aaa", 9);
}

static void a_line_end_in_a_name_becomes_a_space(void **state)
{
	struct sck_err err;

	(void)state;
	err_set(&err, -1, "file %s is odd", "a\r\nb");
	assert_string_equal(err.text, "file a  b is odd");
}

static void the_old_text_can_be_part_of_the_next(void **state)
{
	struct sck_err err;

	(void)state;
	err_set(&err, -1, "inner");
	err_set(&err, -2, "outer (%s)", err.text);
	assert_string_equal(err.text, "outer (inner)");
	err_errno(&err, -ENOENT, "%s", err.text);
	assert_string_equal(err.text, "outer (inner): No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setting_gives_the_code_back_and_keeps_the_text),
		cmocka_unit_test(a_system_error_ends_in_what_it_means),
		cmocka_unit_test(wrapping_puts_words_in_front_and_keeps_the_code),
		cmocka_unit_test(nobody_has_to_want_the_text),
		cmocka_unit_test(a_text_that_does_not_fit_is_cut),
		cmocka_unit_test(a_line_end_in_a_name_becomes_a_space),
		cmocka_unit_test(the_old_text_can_be_part_of_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
