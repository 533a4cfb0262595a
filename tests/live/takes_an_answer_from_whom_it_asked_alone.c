/*
 * Before the server answers a datagram comes from somebody else: from another port of its address, or from its port at another
 * address. Who compares the source, or connects the socket and so lets the kernel do it, waits on for the answer; who takes what comes
 * first takes that.
 *
 * Edge case: 97
 * Families: ipv4 ipv6
 * Means: peer
 * Source: udp(7); connect(2), datagram sockets; RFC 5452, 9.1
 */
#include "support/edge.h"

static struct sck_peer *another_port(struct sck_session *s)
{
	return sck_datagrams_at(s, true);
}

static struct sck_peer *another_address(struct sck_session *s)
{
	if (sck_family(s) == SCK_IPV4)
		return sck_datagrams_from(s, "127.0.0.2");
	sck_add_address(s, "fd00::2");
	return sck_datagrams_from(s, "fd00::2");
}

static void ask(struct sck_session *s, const char *how,
		struct sck_peer *(*stranger_at)(struct sck_session *), const char *output)
{
	struct sck_peer *server = sck_datagrams_at(s, false), *stranger = stranger_at(s);
	struct sck_program *client = START(s, "asks_and_takes_an_answer", "{host}", "{port}", how);

	sck_expect_datagram(server, "?", 1);
	if (edge_means())
		sck_send_datagram(stranger, "wrong", 5);
	sck_send_datagram(server, "right", 5);
	sck_expect_exit(client, 0);
	live_assert_output(client, output);
}

/* A session for each, so that one address and port serve all. */
static void in_each_way(void **state, struct sck_peer *(*stranger_at)(struct sck_session *))
{
	const enum sck_family family = sck_family(*state);
	struct sck_session *s = sck_session_new(family);

	/* it is shown the wrong one, and waits for another */
	ask(s, "checks", stranger_at, "right\n");
	seen_assert_data(s, seen_call(s, "recv", 1), "wrong", 5);
	seen_assert_data(s, seen_call(s, "recv", 2), "right", 5);
	sck_session_free(s);

	/* it is never shown it */
	s = sck_session_new(family);
	ask(s, "connects", stranger_at, "right\n");
	seen_assert_data(s, seen_call(s, "recv", 1), "right", 5);
	sck_session_free(s);

	s = sck_session_new(family);
	ask(s, "trusts", stranger_at, "wrong\n");
	sck_session_free(s);
}

static void at_another_port(void **state)
{
	in_each_way(state, another_port);
}

static void at_another_address(void **state)
{
	in_each_way(state, another_address);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(at_another_port),
	EDGE_TESTS(at_another_address),
};

LIVE_MAIN(tests)
