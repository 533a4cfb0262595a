/*
 * facts/verdict: the words that reports print, and that a verdict can be done with at any time.
 */
#include "facts/verdict.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void each_verdict_has_its_word(void **state)
{
	(void)state;
	assert_string_equal(verdict_name(VERDICT_PASS), "PASS");
	assert_string_equal(verdict_name(VERDICT_FAIL), "FAIL");
	assert_string_equal(verdict_name(VERDICT_SKIP), "SKIP");
	assert_string_equal(verdict_name(VERDICT_BROKEN), "BROKEN");
}

static void each_cause_has_its_own_word_in_small_letters(void **state)
{
	(void)state;
	assert_null(cause_name(CAUSE_NONE));
	for (int a = CAUSE_BYTES; a <= CAUSE_ASSERT; a++) {
		const char *name = cause_name(a);

		assert_non_null(name);
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz"), strlen(name));
		for (int b = CAUSE_BYTES; b < a; b++)
			assert_string_not_equal(name, cause_name(b));
	}
	assert_string_equal(cause_name(CAUSE_BYTES), "bytes");
	assert_string_equal(cause_name(CAUSE_DEADLOCK), "deadlock");
	assert_string_equal(cause_name(CAUSE_MEMORY), "memory");
}

static void a_verdict_can_be_done_with_full_or_empty(void **state)
{
	struct verdict v = { .kind = VERDICT_FAIL, .cause = CAUSE_BYTES, .file = "suite.c", .line = 7 };

	(void)state;
	bytes_append_text(&v.message, "message");
	bytes_append_text(&v.want, "want");
	bytes_append_text(&v.got, "got");
	bytes_append_text(&v.detail, "detail");
	bytes_append_text(&v.errors, "errors");
	verdict_done(&v);
	assert_memory_equal(&v, &(struct verdict){ 0 }, sizeof(v));
	verdict_done(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_verdict_has_its_word),
		cmocka_unit_test(each_cause_has_its_own_word_in_small_letters),
		cmocka_unit_test(a_verdict_can_be_done_with_full_or_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
