/*
 * A datagram to a port that nobody has: the send returns as ever, and the refusal (ICMP) is told by the next call on the connected socket,
 * once, whichever it is. Then the socket is as before: who asks again reaches the server that has come meanwhile.
 *
 * Edge case: 95
 * Families: ipv4 ipv6
 * Means: peer
 * Source: udp(7), ECONNREFUSED; RFC 1122, 4.1.3.3
 */
#include "support/edge.h"
#include <errno.h>

static struct sck_program *begin(struct sck_session *s, const char *how, struct sck_peer **ret_server)
{
	sck_clock_auto(s);
	*ret_server = edge_means() ? NULL : sck_datagrams_at(s, false);
	return START(s, "asks_until_it_is_answered", "{host}", "{port}", how);
}

static void assert_refused_late(struct sck_session *s)
{
	assert_int_equal(seen_call(s, "send", 1)->result, 1);
	assert_int_equal(seen_call(s, "recv", 1)->error, ECONNREFUSED);
}

static void asks_again(void **state)
{
	struct sck_session *s = *state;
	struct sck_peer *server;
	struct sck_program *client = begin(s, "again", &server);

	sck_run_until(s, client, SCK_BEFORE, "send", 2);
	server = sck_datagrams_at(s, false);
	sck_go_on(client);
	sck_expect_datagram(server, "?", 1);
	sck_send_datagram(server, "!", 1);
	sck_expect_exit(client, 0);
	live_assert_output(client, "!\n");
	assert_refused_late(s);
}

static void or_gives_up(void **state)
{
	struct sck_peer *server;
	struct sck_program *client = begin(*state, "once", &server);

	if (server) {
		sck_expect_datagram(server, "?", 1);
		sck_send_datagram(server, "!", 1);
	}
	sck_expect_exit(client, 1);
	assert_refused_late(*state);
}

/* A send that tells of it has not sent; the one after it does. The program is held between them until the refusal has come. */
static void is_told_by_a_send(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *client;
	struct sck_peer *server = edge_means() ? NULL : sck_datagrams_at(s, false);

	client = live_play(s, "connect=udp try send=1 try send=2 try send=3 pause");
	sck_run_until(s, client, SCK_BEFORE, "send", 2);
	sck_until_parked(client);
	if (!server)
		server = sck_datagrams_at(s, false);
	sck_go_on(client);
	sck_expect_datagram(server, "3", 1);
	assert_int_equal(seen_call(s, "send", 1)->result, 1);
	assert_int_equal(seen_call(s, "send", 2)->error, ECONNREFUSED);
	assert_int_equal(seen_call(s, "send", 3)->result, 1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(asks_again),
	EDGE_TESTS(or_gives_up),
	EDGE_TESTS(is_told_by_a_send),
};

LIVE_MAIN(tests)
