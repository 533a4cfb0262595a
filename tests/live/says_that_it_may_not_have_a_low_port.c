/*
 * Ports below 1024 are for those with CAP_NET_BIND_SERVICE; for others bind fails with EACCES. Who goes on all the same listens somewhere
 * else.
 *
 * Edge case: 62
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: ip(7), ERRORS; capabilities(7), CAP_NET_BIND_SERVICE
 */
#include "support/edge.h"
#include <errno.h>

enum { LOW_PORT = 80 };

static struct sck_program *begin(struct sck_session *s, const char *how)
{
	const char *program = live_program("binds_its_port");

	sck_sysctl(s, "ipv4/ip_unprivileged_port_start", edge_means() ? "1024" : "0");
	sck_use_port(s, LOW_PORT);
	if (!edge_means())
		return START(s, "binds_its_port", "{host}", "{port}", how);
	return START(s, "execs_without_low_ports", program, "{host}", "{port}", how);
}

static void assert_was_denied(struct sck_session *s)
{
	seen_assert_address(s, seen_call(s, "bind", 1), sck_host(s), LOW_PORT);
	assert_int_equal(seen_call(s, "bind", 1)->error, EACCES);
}

static void says_so(void **state)
{
	sck_expect_failure(begin(*state, "checks"));
	assert_was_denied(*state);
	assert_int_equal(seen_count(*state, "listen"), 0);
}

static void listens_elsewhere(void **state)
{
	struct sck_program *p = begin(*state, "ignores");

	sck_expect_output_begins(p, sck_family(*state) == SCK_IPV6 ? "::\n" : "0.0.0.0\n",
				 sck_family(*state) == SCK_IPV6 ? 3 : 8);
	sck_expect_connect_refused(*state, p);
	assert_was_denied(*state);
	assert_int_equal(seen_call(*state, "listen", 1)->result, 0);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(says_so),
	EDGE_TESTS(listens_elsewhere),
};

LIVE_MAIN(tests)
