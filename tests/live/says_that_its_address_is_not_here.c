/*
 * The machine does not have the address that a server is to listen at: bind fails with EADDRNOTAVAIL. Who goes on all the same listens at
 * every address, at a port that nobody knows.
 *
 * Edge case: 64
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: bind(2), ERRORS; ip(7), ERRORS
 */
#include "support/edge.h"
#include <errno.h>

static const char *absent(struct sck_session *s)
{
	return sck_family(s) == SCK_IPV6 ? "2001:db8::7" : "192.0.2.7";
}

static struct sck_program *begin(struct sck_session *s, const char *how)
{
	if (!edge_means())
		sck_add_address(s, absent(s));
	return START(s, "binds_its_port", absent(s), "{port}", how);
}

static void assert_is_absent(struct sck_session *s)
{
	seen_assert_address(s, seen_call(s, "bind", 1), absent(s), 0);
	assert_int_equal(seen_call(s, "bind", 1)->error, EADDRNOTAVAIL);
}

static void says_so(void **state)
{
	sck_expect_failure(begin(*state, "checks"));
	assert_is_absent(*state);
	assert_int_equal(seen_count(*state, "listen"), 0);
}

static void listens_everywhere(void **state)
{
	struct sck_program *p = begin(*state, "ignores");

	sck_expect_output_begins(p, sck_family(*state) == SCK_IPV6 ? "::\n" : "0.0.0.0\n",
				 sck_family(*state) == SCK_IPV6 ? 3 : 8);
	sck_expect_running(p);
	assert_is_absent(*state);
	assert_int_equal(seen_call(*state, "listen", 1)->result, 0);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(says_so),
	EDGE_TESTS(listens_everywhere),
};

LIVE_MAIN(tests)
