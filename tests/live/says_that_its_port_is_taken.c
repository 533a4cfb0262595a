/*
 * Another program listens on the port already: bind fails with EADDRINUSE, whatever SO_REUSEADDR says. Who goes on all the same listens
 * somewhere else, for listen gives a socket without a name one.
 *
 * Edge case: 60
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: bind(2), ERRORS; ip(7); socket(7), SO_REUSEADDR
 */
#include "support/edge.h"
#include <errno.h>

static struct sck_program *begin(struct sck_session *s, const char *how)
{
	if (edge_means())
		sck_until_listening(live_play(s, "listen pause"));
	return START(s, "binds_its_port", "{host}", "{port}", how);
}

static void assert_was_taken(struct sck_session *s)
{
	assert_int_equal(seen_call(s, "bind", 1)->result, 0);
	assert_int_equal(seen_call(s, "bind", 2)->error, EADDRINUSE);
}

static void says_so(void **state)
{
	sck_expect_failure(begin(*state, "checks"));
	assert_was_taken(*state);
	assert_int_equal(seen_count(*state, "listen"), 1);
}

static void listens_elsewhere(void **state)
{
	struct sck_program *p = begin(*state, "ignores");

	sck_expect_output_begins(p, sck_family(*state) == SCK_IPV6 ? "::\n" : "0.0.0.0\n",
				 sck_family(*state) == SCK_IPV6 ? 3 : 8);
	sck_expect_running(p);
	assert_was_taken(*state);
	assert_int_equal(seen_call(*state, "listen", 2)->result, 0);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(says_so),
	EDGE_TESTS(listens_elsewhere),
};

LIVE_MAIN(tests)
