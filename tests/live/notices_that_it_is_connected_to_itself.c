/*
 * Nobody listens, and the kernel gives the client the very port that it connects to: its SYN meets itself, and it is connected to itself. Who looks at both ends
 * notices; who does not reads its own question as the answer.
 *
 * Edge case: 42
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: RFC 9293, 3.5 (simultaneous open); ip(7), ip_local_port_range
 */
#include "support/edge.h"
#include <stdio.h>

static struct sck_program *connect_to_itself(struct sck_session *s, const char *how)
{
	char range[32];

	snprintf(range, sizeof(range), "%d %d", sck_port(s), sck_port(s));
	if (edge_means())
		sck_sysctl(s, "ipv4/ip_local_port_range", range);
	return START(s, "notices_itself", "{host}", "{port}", how);
}

static void notices(void **state)
{
	struct sck_program *p = connect_to_itself(*state, "looks");

	sck_expect_failure(p);
	edge_assert_says(p, "connected to itself");
	assert_int_equal(seen_call(*state, "connect", 1)->error, 0);
	assert_int_equal(seen_count(*state, "send"), 0);
}

static void reads_its_own_question(void **state)
{
	struct sck_program *p = connect_to_itself(*state, "trusts");

	sck_expect_exit(p, 0);
	live_assert_output(p, "hello\n");
	assert_int_equal(seen_call(*state, "connect", 1)->error, 0);
	assert_int_equal(seen_count(*state, "accept"), 0);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(notices),
	EDGE_TESTS(reads_its_own_question),
};

LIVE_MAIN(tests)
