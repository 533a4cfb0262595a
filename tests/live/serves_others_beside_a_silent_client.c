/*
 * A client connects and says nothing. A server that waits for all of its clients together serves the next one meanwhile; one that takes them in
 * turn does so once the silent one's time is up; without a time-out never.
 *
 * Edge case: 56
 * Families: ipv4 ipv6
 * Means: peer
 * Source: accept(2); poll(2); socket(7), SO_RCVTIMEO
 */
#include "support/edge.h"
#include <errno.h>

/* The second client has spoken, and the server is with the first one, if it must. */
static struct sck_peer *begin(struct sck_session *s, const char *how)
{
	struct sck_program *server = START(s, "has_a_silent_client", "{host}", "{port}", how);
	struct sck_peer *silent = sck_connect(s, server), *second;

	if (!edge_means()) {
		sck_send_text(silent, "not silent");
		sck_half_close(silent);
	}
	second = sck_connect(s, server);
	sck_send_text(second, "hello");
	return second;
}

static void together(void **state)
{
	sck_expect_text(begin(*state, "together"), "hello");
	assert_int_equal(seen_count(*state, "accept"), 2);
	seen_assert_stream(*state, "recv", "hello", 5);
}

static void in_time(void **state)
{
	sck_clock_auto(*state);
	sck_expect_text(begin(*state, "in_time"), "hello");
	assert_int_equal(seen_call(*state, "recv", 1)->error, EAGAIN);
	seen_assert_stream(*state, "recv", "hello", 5);
}

static void in_turn(void **state)
{
	sck_expect_silence(begin(*state, "in_turn"));
	assert_int_equal(seen_count(*state, "accept"), 1);
	assert_int_equal(seen_call(*state, "recv", 1)->ended_at, -1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(together),
	EDGE_TESTS(in_time),
	EDGE_TESTS(in_turn),
};

LIVE_MAIN(tests)
