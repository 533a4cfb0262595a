/*
 * report/tally: how each student fared in each case over all families, and what fails most.
 */
#include "report/tally.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void add(struct results *r, const char *name, const char *family, enum verdict_kind kind)
{
	r->rows = reallocarray(r->rows, r->count + 1, sizeof(*r->rows));
	assert_non_null(r->rows);
	r->rows[r->count++] = (struct result){ .name = name, .family = family, .verdict.kind = kind };
}

static void a_class_is_counted(void **state)
{
	struct results good = { .suite = "echo" }, bad = { .suite = "echo" };
	const struct gradebook_row rows[] = { { .student = "ada", .results = &good },
					      { .student = "björn", .results = &bad },
					      { .student = "cem", .results = &bad },
					      { .student = "dora" } };
	const struct gradebook g = { "echo", rows, 4, 0 };
	struct tally t;

	(void)state;
	add(&bad, "echoes", "ipv4", VERDICT_PASS);
	add(&bad, "echoes", "ipv6", VERDICT_PASS);
	add(&bad, "splits", "ipv4", VERDICT_FAIL);
	add(&bad, "splits", "ipv6", VERDICT_PASS);
	add(&bad, "outlives a reset", "ipv4", VERDICT_FAIL);
	add(&bad, "outlives a reset", "ipv6", VERDICT_FAIL);
	add(&bad, "leaks nothing", "ipv4", VERDICT_SKIP);
	add(&bad, "lives", "ipv4", VERDICT_PASS);
	add(&bad, "lives", "ipv6", VERDICT_BROKEN);
	add(&good, "lives", "ipv4", VERDICT_PASS);
	tally_make(&t, &g);
	assert_int_equal(t.cases_count, 5);
	assert_string_equal(t.cases[0], "lives");
	assert_int_equal(tally_mark(&t, 0, 0), TALLY_PASS);
	assert_int_equal(tally_mark(&t, 0, 1), TALLY_NONE);
	assert_int_equal(tally_mark(&t, 1, 0), TALLY_BROKEN);
	assert_int_equal(tally_mark(&t, 1, 1), TALLY_PASS);
	assert_int_equal(tally_mark(&t, 1, 2), TALLY_MIXED);
	assert_int_equal(tally_mark(&t, 1, 3), TALLY_FAIL);
	assert_int_equal(tally_mark(&t, 2, 4), TALLY_SKIP);
	assert_int_equal(tally_mark(&t, 3, 0), TALLY_NONE);
	assert_int_equal(t.failures_count, 2);
	assert_int_equal(t.failures[1].count, 2);
	assert_int_equal(t.failures[1].students[1], 2);
	assert_string_equal(t.failures[1].example->name, "outlives a reset");
	tally_done(&t);
	results_done(&good);
	results_done(&bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_class_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
