/*
 * What clock a program is shown: the date that the test gives, from its first reading on; the same to all programs of the session; moved
 * by nothing but the test; and the bounds of the test's own steps count by it.
 */
#include "support/live.h"
#include "support/outcome.h"
#include <stdio.h>
#include <time.h>

static struct sck_program *date(struct sck_session *s)
{
	static const char *const argv[] = { "date", "-u", "+%Y-%m-%d %H:%M:%S.%N", NULL };

	return sck_start(s, &(struct sck_start){ .argv = argv });
}

static void is_the_date_that_was_set(void **state)
{
	static const char *const dates[] = { "2038-01-19 03:14:07.000000000",
					     "2000-02-29 23:59:59.999999999", "1970-01-01 00:00:00.000000000",
					     "2261-12-31 23:59:59.500000000" };
	struct sck_session *s = *state;
	char line[64];

	sck_clock_auto(s);
	for (size_t i = 0; i < COUNT_OF(dates); i++) {
		sck_clock_set(s, dates[i]);
		snprintf(line, sizeof(line), "%s\n", dates[i]);
		sck_expect_output_text(date(s), line);
	}
}

static void goes_on_as_it_is_told(void **state)
{
	struct sck_session *s = *state;

	sck_clock_auto(s);
	sck_clock_set(s, "2000-02-28 23:59:59");
	sck_clock_advance(s, SCK_SECOND);
	sck_expect_output_text(date(s), "2000-02-29 00:00:00.000000000\n");
	sck_clock_advance(s, 24 * 3600 * SCK_SECOND + 1);
	sck_expect_output_text(date(s), "2000-03-01 00:00:00.000000001\n");
}

static int tell_the_time(void *arg)
{
	struct timespec by_clock;
	const time_t by_time = time(NULL);

	(void)arg;
	clock_gettime(CLOCK_REALTIME, &by_clock);
	printf("%lld %lld.%09ld\n", (long long)by_time, (long long)by_clock.tv_sec, by_clock.tv_nsec);
	return fflush(stdout);
}

static void is_shown_to_a_function_too(void **state)
{
	struct sck_session *s = *state;

	sck_clock_auto(s);
	sck_clock_set(s, "@2147483648.25");
	sck_expect_output_text(sck_fork(s, tell_the_time, NULL),
			       "2147483648 2147483648.250000000\n");
}

static void is_each_session_s_own(void **state)
{
	struct sck_session *s = *state, *other = sck_session_new(SCK_IPV4);

	sck_clock_auto(s);
	sck_clock_auto(other);
	sck_clock_set(s, "2001-01-01");
	sck_clock_set(other, "2002-02-02");
	sck_clock_advance(other, SCK_SECOND);
	sck_expect_output_text(date(s), "2001-01-01 00:00:00.000000000\n");
	sck_expect_output_text(date(other), "2002-02-02 00:00:01.000000000\n");
	sck_session_free(other);
}

/* An hour's sleep and a step that may take half of one. */
static void waits_too_long(void **state)
{
	struct sck_session *s = *state;

	sck_clock_auto(s);
	sck_limit(s, 1800);
	sck_expect_text(sck_connect(s, START(s, "waits", "{port}", "nanosleep", "3600000")),
			"done");
}

static void counts_for_the_limit(void **state)
{
	(void)state;
	outcome_assert_fails(waits_too_long, CAUSE_LIMIT);
}

static void waits_for_ever(void **state)
{
	struct sck_session *s = *state;

	sck_clock_auto(s);
	sck_expect_text(sck_connect(s, START(s, "waits", "{port}", "poll", "0")), "done");
}

static void makes_no_deadlock_a_wait(void **state)
{
	(void)state;
	outcome_assert_says(outcome_assert_fails(waits_for_ever, CAUSE_DEADLOCK), "poll");
}

static void asks_too_late(void **state)
{
	START(*state, "waits", "{port}", "poll", "0");
	sck_clock_auto(*state);
}

static void asks_for_too_much(void **state)
{
	sck_clock_rate(*state, 1000);
}

static void asks_for_no_date(void **state)
{
	sck_clock_set(*state, "2001-02-29");
}

static void advances_the_kernel_s(void **state)
{
	sck_clock_advance(*state, SCK_SECOND);
}

static void is_broken(void (*test)(void **state), const char *why)
{
	const struct outcome *o = outcome_of(test);

	assert_int_equal(o->kind, VERDICT_BROKEN);
	outcome_assert_says(o, why);
}

static void is_asked_for_in_time_and_in_bounds(void **state)
{
	(void)state;
	is_broken(asks_too_late, "before the first program");
	is_broken(asks_for_too_much, "at most 100");
	is_broken(asks_for_no_date, "2001-02-29");
	is_broken(advances_the_kernel_s, "sck_clock_auto");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(is_the_date_that_was_set),
	LIVE_TEST(goes_on_as_it_is_told),
	LIVE_TEST(is_shown_to_a_function_too),
	LIVE_TEST(is_each_session_s_own),
	cmocka_unit_test(counts_for_the_limit),
	cmocka_unit_test(makes_no_deadlock_a_wait),
	cmocka_unit_test(is_asked_for_in_time_and_in_bounds),
};

LIVE_MAIN(tests)
