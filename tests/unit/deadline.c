/*
 * base/deadline: times add up without overflow, and what has passed has nothing left. No test here
 * waits.
 */
#include "base/deadline.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void the_clock_never_goes_back(void **state)
{
	int64_t last = deadline_now();

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t now = deadline_now();

		assert_true(now >= last);
		last = now;
	}
}

static void the_clock_is_the_monotonic_one(void **state)
{
	struct timespec before, after;
	int64_t now;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &before);
	now = deadline_now();
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_true(now >= before.tv_sec * NS_PER_S + before.tv_nsec);
	assert_true(now <= after.tv_sec * NS_PER_S + after.tv_nsec);
}

static void a_deadline_has_at_most_its_time_left(void **state)
{
	int64_t at = deadline_after(3600 * NS_PER_S);
	int64_t left = deadline_left(at);

	(void)state;
	assert_true(left > 0);
	assert_true(left <= 3600 * NS_PER_S);
}

static void a_deadline_without_an_end_stays_one(void **state)
{
	(void)state;
	assert_true(deadline_after(INT64_MAX) == INT64_MAX);
	assert_true(deadline_left(INT64_MAX) > 3600 * NS_PER_S);
}

static void what_has_passed_has_nothing_left(void **state)
{
	(void)state;
	assert_true(deadline_left(0) == 0);
	assert_true(deadline_left(deadline_now()) == 0);
	assert_true(deadline_left(deadline_after(-NS_PER_S)) == 0);
}

static void nanoseconds_become_a_timespec(void **state)
{
	struct timespec t = deadline_timespec(1500 * NS_PER_MS);

	(void)state;
	assert_int_equal(t.tv_sec, 1);
	assert_int_equal(t.tv_nsec, 500 * NS_PER_MS);
	t = deadline_timespec(-1);
	assert_int_equal(t.tv_sec, 0);
	assert_int_equal(t.tv_nsec, 0);
}

static void a_time_is_what_the_kernel_accepts(void **state)
{
	int64_t ns;

	(void)state;
	assert_true(deadline_ns((struct timespec){ 1, 500000000 }, &ns));
	assert_int_equal(ns, 1500 * NS_PER_MS);
	assert_false(deadline_ns((struct timespec){ -1, 0 }, &ns));
	assert_false(deadline_ns((struct timespec){ 0, -1 }, &ns));
	assert_false(deadline_ns((struct timespec){ 0, NS_PER_S }, &ns));
	assert_true(deadline_ns((struct timespec){ INT64_MAX, NS_PER_S - 1 }, &ns));
	assert_true(ns > 0 && ns <= INT64_MAX / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_what_the_kernel_accepts),
		cmocka_unit_test(the_clock_never_goes_back),
		cmocka_unit_test(the_clock_is_the_monotonic_one),
		cmocka_unit_test(a_deadline_has_at_most_its_time_left),
		cmocka_unit_test(a_deadline_without_an_end_stays_one),
		cmocka_unit_test(what_has_passed_has_nothing_left),
		cmocka_unit_test(nanoseconds_become_a_timespec),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
