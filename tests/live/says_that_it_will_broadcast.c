/*
 * A datagram to a broadcast address: refused with EACCES unless SO_BROADCAST was set before, so that nobody does it by mistake. Set, it comes to
 * whoever is bound to every address. IPv6 has no broadcast.
 *
 * Edge case: 100
 * Families: ipv4
 * Means: namespace
 * Source: send(2), EACCES; socket(7), SO_BROADCAST; ip(7)
 */
#include "support/edge.h"
#include <errno.h>

static const char *everybody(void)
{
	return edge_means() ? "127.255.255.255" : "127.0.0.1";
}

static void is_heard(void **state)
{
	struct sck_program *listener = START(*state, "play", "0.0.0.0", "{port}", "udp", "recv"), *p;

	sck_until_listening(listener);
	p = START(*state, "tells_everybody", everybody(), "{port}", "broadcast");
	sck_expect_exit(p, 0);
	sck_expect_exit(listener, 0);
	live_assert_output(p, "sent\n");
	seen_assert_stream(*state, "recv", "hello", 5);
	seen_assert_address(*state, seen_call(*state, "send", 1), "127.255.255.255", sck_port(*state));
}

static void or_is_refused(void **state)
{
	struct sck_program *listener = START(*state, "play", "0.0.0.0", "{port}", "udp", "recv"), *p;

	sck_until_listening(listener);
	p = START(*state, "tells_everybody", everybody(), "{port}", "plain");
	sck_expect_exit(p, 0);
	live_assert_output(p, "Permission denied\n");
	assert_int_equal(seen_call(*state, "send", 1)->error, EACCES);
	sck_expect_running(listener);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(is_heard),
	LIVE_TEST(or_is_refused),
};

LIVE_MAIN(tests)
