/*
 * A time-out of poll may end before its time; and what is left of a deadline may be less than nothing, which poll takes for ever. Who goes by the
 * clock, and never asks for less than 0, waits for its second and no longer.
 *
 * Edge case: 88
 * Families: ipv4 ipv6
 * Means: injected
 * Source: poll(2); POSIX.1-2017 poll()
 */
#include "support/edge.h"

static struct sck_program *begin(struct sck_session *s, const char *how, const char *rule)
{
	sck_clock_auto(s);
	if (edge_means())
		sck_inject(s, rule);
	return START(s, "waits_until_a_deadline", "{host}", "{port}", how);
}

static void one_that_waits_again(void **state)
{
	struct sck_program *p = begin(*state, "loop", "wait:early:when=1");

	sck_expect_text(sck_connect(*state, p), "late");
	sck_expect_exit(p, 0);
	live_assert_output(p, "1 s\n");
	assert_int_equal(seen_wait(*state, 1)->result, 0);
	assert_int_equal(seen_count_waits(*state), 2);
}

static void one_that_waits_once(void **state)
{
	struct sck_program *p = begin(*state, "once", "wait:early:when=1");

	sck_expect_text(sck_connect(*state, p), "late");
	sck_expect_exit(p, 0);
	assert_int_equal(seen_count_waits(*state), 1);
	assert_int_equal(seen_wait(*state, 1)->result, 0);
	assert_true(seen_wait(*state, 1)->ended_at - seen_wait(*state, 1)->at < SCK_SECOND);
}

/* Two seconds go by between the wait and the next look at the clock. */
static void one_that_comes_too_late(void **state)
{
	struct sck_program *p = begin(*state, "loop", "recv:delay=2s:when=1");
	struct sck_peer *client = sck_connect(*state, p);

	sck_send_text(client, "x");
	sck_expect_text(client, "late");
	sck_expect_exit(p, 0);
	live_assert_output(p, "2 s\n");
	assert_int_equal((int32_t)seen_wait(*state, 2)->args[2], 0);
}

static void one_that_asks_for_less_than_nothing(void **state)
{
	struct sck_program *p = begin(*state, "rest", "recv:delay=2s:when=1");
	struct sck_peer *client = sck_connect(*state, p);

	sck_send_text(client, "x");
	sck_drained(client);
	sck_expect_silence(client);
	sck_clock_advance(*state, 100000 * SCK_SECOND);
	sck_expect_silence(client);
	assert_true((int32_t)seen_wait(*state, 2)->args[2] < 0);
	assert_int_equal(seen_wait(*state, 2)->ended_at, -1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_waits_again),
	EDGE_TESTS(one_that_waits_once),
	EDGE_TESTS(one_that_comes_too_late),
	EDGE_TESTS(one_that_asks_for_less_than_nothing),
};

LIVE_MAIN(tests)
