/* Which run of a finding is shown, and which findings are told together. */
#include "judge/sweep_order.h"
#include "facts/family.h"
#include "judge/sweep.h"
#include "judge/sweep_runs.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct swept case_with(size_t calls, int64_t bytes, int family)
{
	return (struct swept){ .control = { .count = calls, .in = bytes },
			       .job = { .family = &family_table[family] } };
}

static void the_run_of_the_shortest_case_is_shown_then_the_first_family(void **state)
{
	struct swept swept[] = { case_with(9, 6, 0), case_with(8, 7, 1), case_with(8, 6, 1),
				 case_with(8, 6, 0) };
	const struct sweep_runs runs = { .swept = swept, .swept_count = 4 };
	const struct planned planned[] = { { .swept = 0 }, { .swept = 1 }, { .swept = 2 }, { .swept = 3 } };

	(void)state;
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++)
			assert_int_equal(sweep_order_is_smaller(&runs, &planned[i], &planned[j]), i > j);
}

static void the_next_run_is_the_smallest_that_was_not_made_again(void **state)
{
	struct swept swept[] = { case_with(9, 6, 0), case_with(8, 6, 0) };
	struct planned list[] = {
		{ .swept = 0, .is_finding = true },
		{ .swept = 1 },
		{ .swept = 1, .is_finding = true, .finding = 1 },
		{ .swept = 1, .is_finding = true },
		{ .swept = 1, .is_finding = true },
	};
	const struct sweep_runs runs = { .swept = swept, .swept_count = 2, .list = list, .count = 5 };
	const size_t want[] = { 3, 4, 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_ptr_equal(sweep_order_next(&runs, 0), &list[want[i]]);
		list[want[i]].is_made_again = true;
	}
	assert_null(sweep_order_next(&runs, 0));
	assert_ptr_equal(sweep_order_next(&runs, 1), &list[2]);
}

static struct sweep_finding finding(char *site, enum cause cause, char *message)
{
	return (struct sweep_finding){
		.site = { .data = (uint8_t *)site, .len = strlen(site), .room = strlen(site) + 1 },
		.verdict = { .cause = cause,
			     .message = { .data = (uint8_t *)message,
					  .len = strlen(message),
					  .room = strlen(message) + 1 } },
	};
}

static void findings_of_one_place_and_cause_stand_beside_each_other(void **state)
{
	static char site[] = "a.c:9 f", other[] = "a.c:10 f", longer[] = "a.cc:1 f";
	static char came[] = "12 of 13 came", came_too[] = "1 of 6 came", gone[] = "6 are gone";
	struct sweep_finding list[] = {
		finding(longer, CAUSE_BYTES, came), finding(other, CAUSE_BYTES, came),
		finding(site, CAUSE_BYTES, came),   finding(site, CAUSE_BYTES, gone),
		finding(site, CAUSE_EXIT, came),    finding(site, CAUSE_BYTES, came_too),
	};
	struct sweep all = { .findings = list, .findings_count = 6 };
	const size_t want[] = { 3, 2, 5, 4, 1, 0 };

	(void)state;
	for (size_t i = 0; i < 6; i++)
		list[i].run = i;
	sweep_order_findings(&all);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(list[i].run, want[i]);
	for (size_t i = 1; i < 6; i++)
		assert_int_equal(sweep_order_is_same(&list[i - 1], &list[i]), i == 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_run_of_the_shortest_case_is_shown_then_the_first_family),
		cmocka_unit_test(the_next_run_is_the_smallest_that_was_not_made_again),
		cmocka_unit_test(findings_of_one_place_and_cause_stand_beside_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
