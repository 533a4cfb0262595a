/*
 * A socket at :: takes IPv4, too, unless it is told not to, and so it wants a port that one at 0.0.0.0 has: EADDRINUSE. With IPV6_V6ONLY
 * there is room for both.
 *
 * Edge case: 67
 * Families: ipv4 ipv6
 * Means: peer, namespace
 * Source: ipv6(7), IPV6_V6ONLY; bind(2), ERRORS
 */
#include "support/edge.h"
#include <errno.h>

/* On a machine where IPV6_V6ONLY is 0 at first. */
static struct sck_program *begin(struct sck_session *s, const char *how)
{
	struct sck_program *server;

	sck_sysctl(s, "ipv6/bindv6only", edge_means() ? "0" : "1");
	server = START(s, "listens_on_both", "{port}", how);
	sck_expect_output_begins(server, "0\n", 2);
	return server;
}

static void asks_for_ipv6_alone(void **state)
{
	struct sck_program *server = begin(*state, "only");

	sck_expect_text(sck_connect(*state, server), "hello");
	sck_use_address(*state, "127.0.0.1");
	sck_expect_text(sck_connect(*state, server), "hello");
	assert_int_not_equal(seen_call(*state, "accept", 1)->fd, seen_call(*state, "accept", 2)->fd);
	assert_int_equal(seen_call(*state, "listen", 2)->result, 0);
}

/* SO_REUSEADDR does not help against one that listens. */
static void conflicts_with_itself(void **state)
{
	sck_expect_failure(begin(*state, "dual"));
	assert_int_equal(seen_call(*state, "listen", 1)->result, 0);
	assert_int_equal(seen_call(*state, "bind", 2)->error, EADDRINUSE);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST_IPV6(asks_for_ipv6_alone),
	LIVE_TEST_IPV6(conflicts_with_itself),
};

LIVE_MAIN(tests)
