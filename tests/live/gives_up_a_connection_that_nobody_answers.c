/*
 * The listener's queue is full, and the client's SYNs are dropped: nobody answers. Who has a time-out of its own says so when that is over; who
 * leaves it to the kernel waits on, for two minutes and more (tcp(7), tcp_syn_retries).
 *
 * Edge case: 38
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: listen(2), backlog; tcp(7), tcp_syn_retries
 */
#include "support/edge.h"
#include <errno.h>

/* Five seconds are over, to a nanosecond. */
static struct sck_program *connect_for_five_seconds(struct sck_session *s, const char *how)
{
	struct sck_program *p;

	sck_clock_auto(s);
	sck_listen(s, &(struct sck_listen){ .full = edge_means() });
	p = START(s, "gives_a_connection_up", "{host}", "{port}", how);
	sck_until_parked(p);
	sck_clock_advance(s, 5 * SCK_SECOND - 1);
	sck_expect_running(p);
	sck_clock_advance(s, 1);
	return p;
}

static void says_so(void **state)
{
	struct sck_program *p = connect_for_five_seconds(*state, "poll");

	sck_expect_failure(p);
	edge_assert_says(p, "timed out");
	assert_int_equal(seen_call(*state, "connect", 1)->error, EINPROGRESS);
}

static void waits_on(void **state)
{
	sck_expect_running(connect_for_five_seconds(*state, "never"));
	assert_int_equal(seen_call(*state, "connect", 1)->ended_at, -1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(says_so),
	EDGE_TESTS(waits_on),
};

LIVE_MAIN(tests)
