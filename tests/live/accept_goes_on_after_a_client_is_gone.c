/*
 * A client has left before accept could take it, and accept says so with ECONNABORTED. The server is as well as before: it takes the next.
 *
 * Edge case: 48
 * Families: ipv4 ipv6
 * Means: injected
 * Source: accept(2), ERRORS; POSIX.1-2017 accept()
 */
#include "support/edge.h"
#include <errno.h>

static struct sck_program *begin(struct sck_session *s, const char *how)
{
	if (edge_means())
		sck_inject(s, "accept:error=ECONNABORTED:when=1");
	return START(s, "accepts_after_errors", "{host}", "{port}", how);
}

static void takes_the_next(void **state)
{
	struct sck_program *server = begin(*state, "on");
	struct sck_peer *lost = sck_connect(*state, server), *next;

	sck_expect_gone(lost);
	next = sck_connect(*state, server);
	sck_send_text(next, "hello");
	sck_expect_text(next, "hello");
	assert_int_equal(seen_call(*state, "accept", 1)->error, ECONNABORTED);
	sck_expect_output_begins(server, "ECONNABORTED\n", 13);
}

static void ends_with_the_one(void **state)
{
	struct sck_program *server = begin(*state, "ends");

	sck_expect_gone(sck_connect(*state, server));
	sck_expect_exit(server, 1);
	assert_int_equal(seen_call(*state, "accept", 1)->error, ECONNABORTED);
	assert_int_equal(seen_count(*state, "accept"), 1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(takes_the_next),
	EDGE_TESTS(ends_with_the_one),
};

LIVE_MAIN(tests)
