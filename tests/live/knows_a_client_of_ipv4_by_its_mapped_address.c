/*
 * At a socket of IPv6 that serves both families a client of IPv4 has the address ::ffff:127.0.0.1. A server that compares it with 127.0.0.1 as
 * it is turns away whom it wanted.
 *
 * Edge case: 66
 * Families: ipv4
 * Means: peer
 * Source: ipv6(7), NOTES; RFC 4291, 2.5.5.2
 */
#include "support/edge.h"

static struct sck_peer *begin(struct sck_session *s, const char *how)
{
	struct sck_program *server = START(s, "admits_one_address", "{port}", "127.0.0.1", how);

	if (edge_means())
		sck_use_address(s, "127.0.0.1");
	return sck_connect(s, server);
}

static void assert_was_mapped(struct sck_session *s)
{
	seen_assert_address(s, seen_call(s, "accept", 1), "::ffff:127.0.0.1", 0);
}

static void unmaps_it(void **state)
{
	sck_expect_text(begin(*state, "unmaps"), "come in");
	assert_was_mapped(*state);
}

static void takes_it_for_another(void **state)
{
	sck_expect_text(begin(*state, "compares"), "go away");
	assert_was_mapped(*state);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST_IPV6(unmaps_it),
	LIVE_TEST_IPV6(takes_it_for_another),
};

LIVE_MAIN(tests)
