/*
 * SO_SNDTIMEO bounds connect, too, and what comes when it is over is EINPROGRESS. Who takes that for a time-out says so; who takes it for an attempt
 * that is to be waited for waits without a bound.
 *
 * Edge case: 39
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: socket(7), SO_SNDTIMEO
 */
#include "support/edge.h"
#include <errno.h>

static struct sck_program *connect_for_five_seconds(struct sck_session *s, const char *how)
{
	struct sck_program *p;

	sck_clock_auto(s);
	sck_listen(s, &(struct sck_listen){ .full = edge_means() });
	p = START(s, "gives_a_connection_up", "{host}", "{port}", how);
	sck_until_parked(p);
	sck_clock_advance(s, 5 * SCK_SECOND - 1);
	assert_int_equal(seen_call(s, "connect", 1)->ended_at, -1);
	sck_clock_advance(s, 1);
	assert_int_equal(seen_call(s, "connect", 1)->error, EINPROGRESS);
	return p;
}

static void says_so(void **state)
{
	struct sck_program *p = connect_for_five_seconds(*state, "option");

	sck_expect_failure(p);
	edge_assert_says(p, "timed out");
}

static void waits_on(void **state)
{
	struct sck_program *p = connect_for_five_seconds(*state, "goes-on");

	sck_clock_advance(*state, 60 * SCK_SECOND);
	sck_expect_running(p);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(says_so),
	EDGE_TESTS(waits_on),
};

LIVE_MAIN(tests)
