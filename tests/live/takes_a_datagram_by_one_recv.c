/*
 * Two datagrams wait when the first is taken: each recv yields one of them, whole, however much room there is. Who takes the length of
 * a message first and then the rest of it has lost that rest, and takes the next datagram for it. And no rule makes a recv of a datagram short, for
 * what is cut off is gone.
 *
 * Edge case: 102
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: recv(2); udp(7); RFC 768
 */
#include "support/edge.h"

/* Both are there before the program takes the first. */
static struct sck_peer *begin(struct sck_session *s, const char *how)
{
	struct sck_program *p = START(s, "takes_datagrams", "{host}", "{port}", how);
	struct sck_peer *client;

	sck_run_until(s, p, SCK_BEFORE, "recv", 1);
	client = sck_datagrams_to(s, p);
	sck_send_datagram(client, "\5hello", 6);
	if (edge_means())
		sck_send_datagram(client, "\5world", 6);
	sck_go_on(p);
	return client;
}

static void takes_each(void **state)
{
	struct sck_peer *client = begin(*state, "whole");

	sck_expect_datagram(client, "hello", 5);
	sck_expect_datagram(client, "world", 5);
	seen_assert_data(*state, seen_call(*state, "recv", 1), "\5hello", 6);
	seen_assert_data(*state, seen_call(*state, "recv", 2), "\5world", 6);
}

static void or_takes_a_part_of_each(void **state)
{
	struct sck_peer *client = begin(*state, "in_parts");

	sck_expect_datagram(client, "\5worl", 5);
	sck_expect_silence(client);
	seen_assert_data(*state, seen_call(*state, "recv", 1), "\5", 1);
	seen_assert_data(*state, seen_call(*state, "recv", 2), "\5worl", 5);
}

static void with_a_rule(void **state)
{
	struct sck_peer *client;

	if (edge_means())
		sck_inject(*state, "recv:short=1");
	client = sck_datagrams_to(*state, START(*state, "takes_datagrams", "{host}", "{port}", "whole"));
	sck_send_datagram(client, "\5hello", 6);
	sck_expect_datagram(client, "hello", 5);
	assert_int_equal(seen_call(*state, "recv", 1)->result, 6);
	sck_expect_injected(*state);
}

static void is_cut_by_no_rule(void **state)
{
	assert_int_equal(outcome_over(sck_family(*state), with_a_rule)->kind, VERDICT_SKIP);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(takes_each),
	EDGE_TESTS(or_takes_a_part_of_each),
	EDGE_TESTS(is_cut_by_no_rule),
};

LIVE_MAIN(tests)
