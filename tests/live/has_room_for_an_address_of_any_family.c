/*
 * An address of IPv6 is longer than one of IPv4: into a struct sockaddr_in the kernel puts the beginning of it, and says how long it would have
 * been. A struct sockaddr_storage holds any.
 *
 * Edge case: 69
 * Families: ipv6
 * Means: peer
 * Source: getsockname(2), NOTES; getpeername(2); ipv6(7)
 */
#include "support/edge.h"

/* Without the means both ends are of IPv4. */
static struct sck_program *begin(struct sck_session *s, const char *how)
{
	const char *host = edge_means() ? "::1" : "127.0.0.1";
	struct sck_program *server = START(s, "names_its_ends", host, "{port}", how);

	sck_use_address(s, host);
	sck_connect(s, server);
	sck_expect_exit(server, 0);
	return server;
}

static void tells_both_ends(void **state)
{
	live_assert_output(begin(*state, "storage"), "::1, 28 bytes\n::1, 28 bytes\n");
}

static void cuts_both_off(void **state)
{
	live_assert_output(begin(*state, "in"), "::, 28 bytes\n::, 28 bytes\n");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST_IPV6(tells_both_ends),
	LIVE_TEST_IPV6(cuts_both_off),
};

LIVE_MAIN(tests)
