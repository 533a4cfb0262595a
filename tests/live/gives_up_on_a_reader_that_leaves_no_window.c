/*
 * A client never reads, and its window closes. A program with a time-out for sending gives up on it when that is over, and says so; one without
 * waits for ever, for a client that answers window probes is never given up by TCP.
 *
 * Edge case: 19
 * Families: ipv4 ipv6
 * Means: peer, namespace
 * Source: RFC 9293, 3.8.6.1; RFC 6429; socket(7), SO_SNDTIMEO
 */
#include "support/edge.h"
#include <errno.h>

/* Each buffer holds 16 KiB of the mebibyte. */
static struct sck_program *sends(struct sck_session *s, const char *seconds)
{
	struct sck_program *server;
	struct sck_peer *client;

	sck_sysctl(s, "ipv4/tcp_rmem", "4096 16384 16384");
	sck_sysctl(s, "ipv4/tcp_wmem", "4096 16384 16384");
	sck_clock_auto(s);
	server = START(s, "sends_in_time", "{host}", "{port}", "1048576", seconds);
	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	if (edge_means())
		sck_stop_reading(client);
	sck_go_on(server);
	return server;
}

static void one_with_a_time_out(void **state)
{
	struct sck_program *server = sends(*state, "2");
	const struct record_call *last;

	sck_expect_failure(server);
	live_assert_output(server, "window 0\n");
	last = seen_call(*state, "send", seen_count(*state, "send"));
	assert_int_equal(last->error, EAGAIN);
}

static void wait_for_ever(void **state)
{
	sck_expect_exit(sends(*state, "0"), 1);
}

static void one_without(void **state)
{
	const struct outcome *o = outcome_over(sck_family(*state), wait_for_ever);

	assert_int_equal(o->kind, VERDICT_FAIL);
	assert_int_equal(o->cause, CAUSE_DEADLOCK);
	outcome_assert_says(o, "send");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_with_a_time_out),
	EDGE_TESTS(one_without),
};

LIVE_MAIN(tests)
