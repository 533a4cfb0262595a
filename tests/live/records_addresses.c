/*
 * The record holds the addresses that calls were given and those that the kernel filled in, over
 * IPv4 and IPv6.
 */
#include "support/live.h"
#include "support/seen.h"

static void over_tcp(struct sck_session *s, const char *host)
{
	struct sck_peer *listener;
	struct sck_program *client, *server = START(s, "answers_with_its_ends", "{host}", "{port}", "tcp");
	struct sck_peer *peer = sck_connect(s, server);

	sck_send_text(peer, "?");
	sck_expect_end(peer);
	sck_expect_exit(server, 0);
	seen_assert_address(s, seen_call(s, "bind", 1), host, sck_port(s));
	seen_assert_address(s, seen_call(s, "accept", 1), host, 0);
	seen_assert_address(s, seen_call(s, "getsockname", 1), host, sck_port(s));
	seen_assert_address(s, seen_call(s, "getpeername", 1), host, 0);

	listener = sck_listen(s, NULL);
	client = live_play(s, "connect");
	sck_accept(listener);
	sck_expect_exit(client, 0);
	seen_assert_address(s, seen_call(s, "connect", 1), host, sck_port(s));
}

static void over_udp(struct sck_session *s, const char *host)
{
	struct sck_program *server = START(s, "answers_with_its_ends", "{host}", "{port}", "udp");
	struct sck_peer *peer = sck_datagrams_to(s, server);

	sck_send_datagram(peer, "?", 1);
	sck_expect_datagram(peer, "?", 1);
	sck_expect_exit(server, 0);
	seen_assert_address(s, seen_call(s, "bind", 1), host, sck_port(s));
	seen_assert_address(s, seen_call(s, "recvfrom", 1), host, 0);
	seen_assert_address(s, seen_call(s, "sendto", 1), host, 0);
}

static void of_tcp_over_ipv4(void **state)
{
	over_tcp(*state, "127.0.0.1");
}

static void of_tcp_over_ipv6(void **state)
{
	over_tcp(*state, "::1");
}

static void of_udp_over_ipv4(void **state)
{
	over_udp(*state, "127.0.0.1");
}

static void of_udp_over_ipv6(void **state)
{
	over_udp(*state, "::1");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(of_tcp_over_ipv4),
	LIVE_TEST_IPV6(of_tcp_over_ipv6),
	LIVE_TEST(of_udp_over_ipv4),
	LIVE_TEST_IPV6(of_udp_over_ipv6),
};

LIVE_MAIN(tests)
