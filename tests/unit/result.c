/*
 * facts/result: the sums over the rows of a run.
 */
#include "facts/result.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static enum verdict_kind judge(enum verdict_kind a, enum verdict_kind b)
{
	struct result rows[] = { { .verdict.kind = a }, { .verdict.kind = b } };
	struct results r = { .rows = rows, .count = 2 };

	return results_verdict(&r);
}

static void the_worst_verdict_is_that_of_the_run(void **state)
{
	(void)state;
	assert_int_equal(judge(VERDICT_PASS, VERDICT_PASS), VERDICT_PASS);
	assert_int_equal(judge(VERDICT_PASS, VERDICT_SKIP), VERDICT_PASS);
	assert_int_equal(judge(VERDICT_SKIP, VERDICT_SKIP), VERDICT_SKIP);
	assert_int_equal(judge(VERDICT_PASS, VERDICT_BROKEN), VERDICT_BROKEN);
	assert_int_equal(judge(VERDICT_SKIP, VERDICT_BROKEN), VERDICT_BROKEN);
	assert_int_equal(judge(VERDICT_BROKEN, VERDICT_FAIL), VERDICT_FAIL);
	assert_int_equal(judge(VERDICT_FAIL, VERDICT_PASS), VERDICT_FAIL);
}

static void thirds_add_up_to_a_whole(void **state)
{
	struct result rows[3];
	struct results r = { .rows = rows, .count = 3 };

	(void)state;
	for (int i = 0; i < 3; i++)
		rows[i] = (struct result){ .points = 0.1, .max_points = 2.0 / 3 };
	assert_true(results_points(&r) == 0.3);
	assert_true(results_max_points(&r) == 2);
}

static void results_can_be_done_with_full_or_empty(void **state)
{
	struct results r = { 0 };

	(void)state;
	results_done(&r);
	r.rows = calloc(1, sizeof(*r.rows));
	assert_non_null(r.rows);
	r.count = 1;
	bytes_append_text(&r.rows[0].rerun, "sockcheck");
	bytes_append_text(&r.rows[0].verdict.message, "why");
	results_done(&r);
	assert_null(r.rows);
	assert_int_equal(r.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worst_verdict_is_that_of_the_run),
		cmocka_unit_test(thirds_add_up_to_a_whole),
		cmocka_unit_test(results_can_be_done_with_full_or_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
