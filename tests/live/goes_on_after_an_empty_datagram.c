/*
 * recv returns 0 for a datagram without bytes. It is one like any other, and no end: datagrams have none. Who takes it for that leaves.
 *
 * Edge case: 94
 * Families: ipv4 ipv6
 * Means: peer
 * Source: recv(2), RETURN VALUE; udp(7)
 */
#include "support/edge.h"

static struct sck_peer *begin(struct sck_session *s, const char *how, struct sck_program **ret)
{
	struct sck_peer *client;

	*ret = START(s, "answers_datagrams", "{host}", "{port}", how);
	client = sck_datagrams_to(s, *ret);
	sck_send_datagram(client, "first", 5);
	sck_expect_datagram(client, "first", 5);
	sck_send_datagram(client, "x", edge_means() ? 0 : 1);
	return client;
}

static void answers_it(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = begin(*state, "each", &server);

	sck_expect_datagram(client, "", 0);
	sck_send_datagram(client, "third", 5);
	sck_expect_datagram(client, "third", 5);
	sck_expect_running(server);
	assert_int_equal(seen_call(*state, "recv", 2)->result, 0);
	assert_int_equal(seen_call(*state, "recv", 2)->error, 0);
}

static void or_takes_it_for_the_end(void **state)
{
	struct sck_program *server;

	begin(*state, "until_empty", &server);
	sck_expect_exit(server, 0);
	assert_int_equal(seen_call(*state, "recv", 2)->result, 0);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(answers_it),
	EDGE_TESTS(or_takes_it_for_the_end),
};

LIVE_MAIN(tests)
