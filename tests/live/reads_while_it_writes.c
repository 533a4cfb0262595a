/*
 * Two programs send each other more than all buffers between them hold. Where each sends all of its own before it reads, both wait in send for
 * ever; one that reads while it writes ends that.
 *
 * Edge case: 18
 * Families: ipv4 ipv6
 * Means: peer, namespace
 * Source: send(2) (blocks where there is no room); tcp(7), tcp_rmem and tcp_wmem; RFC 9293, 3.8.6
 */
#include "support/edge.h"
#include <errno.h>

static struct sck_program *client, *server;

/* The buffers hold 16 KiB each; a trade is of 1 MiB, or of a few bytes. */
static void trade(struct sck_session *s, const char *one, const char *other)
{
	const char *len = edge_means() ? "1048576" : "1000";

	sck_sysctl(s, "ipv4/tcp_rmem", "4096 16384 16384");
	sck_sysctl(s, "ipv4/tcp_wmem", "4096 16384 16384");
	server = START(s, "trades", "{host}", "{port}", "serves", len, one);
	sck_until_listening(server);
	client = START(s, "trades", "{host}", "{port}", "calls", len, other);
}

/* The buffers were full: a send took less than it was asked to, or nothing. */
static bool was_held_up(struct sck_session *s)
{
	const struct record_call *call;

	for (int n = 1; (call = seen_find(s, "send", n)); n++)
		if (call->result < (int64_t)call->asked)
			return true;
	return false;
}

static void expect_both_to_end(struct sck_session *s)
{
	sck_expect_exit(client, 0);
	sck_expect_exit(server, 0);
	assert_true(was_held_up(s));
}

static void both_that_read(void **state)
{
	trade(*state, "reading", "reading");
	expect_both_to_end(*state);
}

static void a_server_that_reads(void **state)
{
	trade(*state, "reading", "greedy");
	expect_both_to_end(*state);
}

static void a_client_that_reads(void **state)
{
	trade(*state, "greedy", "reading");
	expect_both_to_end(*state);
}

static void wait_for_ever(void **state)
{
	trade(*state, "greedy", "greedy");
	sck_expect_exit(client, 0);
}

static void none_that_reads(void **state)
{
	const struct outcome *o = outcome_over(sck_family(*state), wait_for_ever);

	assert_int_equal(o->kind, VERDICT_FAIL);
	assert_int_equal(o->cause, CAUSE_DEADLOCK);
	outcome_assert_says(o, "send");
}

/* Each stands in a send that has not returned, and nothing was read. */
static void none_that_reads_is_in_recv(void **state)
{
	trade(*state, "greedy", "greedy");
	sck_until_parked(server);
	sck_until_parked(client);
	assert_int_equal(seen_count(*state, "recv"), 0);
	assert_int_equal(seen_call(*state, "send", seen_count(*state, "send"))->ended_at, -1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(both_that_read),
	EDGE_TESTS(a_server_that_reads),
	EDGE_TESTS(a_client_that_reads),
	EDGE_TESTS(none_that_reads),
	EDGE_TESTS(none_that_reads_is_in_recv),
};

LIVE_MAIN(tests)
