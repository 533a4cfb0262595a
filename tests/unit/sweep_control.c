/* The choice of a sweep's control among runs that differ, and what of it is no measure for others. */
#include "judge/sweep_control.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct survey_chance chances[4][8];

/* A run with so many of each of two kinds: accept:EMFILE and recvfrom:end. */
static struct probe run_with(int slot, enum after after, int64_t accepts, int64_t receives)
{
	const struct call *accept = call_by_name("accept", 6), *recvfrom = call_by_name("recvfrom", 8);
	struct probe p = { .after = after, .chances = chances[slot] };

	for (int64_t when = 1; when <= accepts; when++)
		chances[slot][p.count++] =
			(struct survey_chance){ .call = accept, .outcome = &outcome_table[0], .when = when };
	for (int64_t when = 1; when <= receives; when++)
		chances[slot][p.count++] = (struct survey_chance){ .call = recvfrom,
								   .outcome = &outcome_table[1],
								   .when = when };
	return p;
}

static void the_run_that_is_like_another_is_chosen(void **state)
{
	const struct probe runs[] = { run_with(0, AFTER_SERVES, 2, 1), run_with(1, AFTER_SERVES, 1, 2),
				      run_with(2, AFTER_SERVES, 1, 2) };

	(void)state;
	assert_int_equal(sweep_control_choose(runs, 3), 1);
}

static void a_run_whose_program_fared_as_no_other_is_not_chosen(void **state)
{
	const struct probe runs[] = { run_with(0, AFTER_ENDED, 1, 1), run_with(1, AFTER_SERVES, 1, 1),
				      run_with(2, AFTER_SERVES, 1, 1) };
	const struct probe none[] = { run_with(0, AFTER_ENDED, 1, 1), run_with(1, AFTER_SERVES, 1, 1),
				      run_with(2, AFTER_DEAF, 1, 1) };

	(void)state;
	assert_int_equal(sweep_control_choose(runs, 3), 1);
	assert_int_equal(sweep_control_choose(none, 3), -1);
}

static void calls_that_no_other_run_has_as_many_of_are_left_out(void **state)
{
	struct probe runs[] = { run_with(0, AFTER_SERVES, 1, 3), run_with(1, AFTER_SERVES, 1, 2),
				run_with(2, AFTER_SERVES, 2, 1) };
	struct bytes uneven = { 0 };

	(void)state;
	assert_int_equal(sweep_control_choose(runs, 3), 0);
	sweep_control_keep_even(runs, 3, 0, &uneven);
	assert_string_equal(bytes_text(&uneven), "recvfrom");
	assert_int_equal(runs[0].count, 1);
	assert_string_equal(runs[0].chances[0].call->name, "accept");
	bytes_done(&uneven);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_run_that_is_like_another_is_chosen),
		cmocka_unit_test(a_run_whose_program_fared_as_no_other_is_not_chosen),
		cmocka_unit_test(calls_that_no_other_run_has_as_many_of_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
