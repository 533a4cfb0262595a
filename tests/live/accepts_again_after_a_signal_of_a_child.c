/*
 * A server has a child for each client. One ends while the server waits in accept, and the handler of SIGCHLD, set without SA_RESTART, reaps
 * it: accept fails with EINTR. Who accepts again serves the next client; who takes it for the end serves nobody any more.
 *
 * Edge case: 27
 * Families: ipv4 ipv6
 * Means: peer
 * Source: signal(7); accept(2); POSIX.1-2017 accept()
 */
#include "support/edge.h"
#include <signal.h>

static struct sck_program *serve_one(struct sck_session *s, const char *how)
{
	struct sck_program *p = START(s, "reaps_at_each_signal", "{host}", "{port}", how);
	struct sck_peer *client = sck_connect(s, p);

	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_until_parked(p);
	if (edge_means())
		sck_half_close(client); /* its child ends */
	return p;
}

static void serves_the_next(void **state)
{
	struct sck_program *p = serve_one(*state, "again");
	struct sck_peer *next;

	sck_until_parked(p);
	next = sck_connect(*state, p);
	sck_send_text(next, "next");
	sck_expect_text(next, "next");
	sck_half_close(next);
	sck_expect_end(next);
	sck_until_parked(p);
	edge_assert_interrupted(*state, "accept", 2);
	assert_int_equal(seen_count_values(*state, RECORD_SIGNAL, SIGCHLD), 2);
	sck_mark(p);
	sck_expect_no_zombie(p, 1);
}

static void ends(void **state)
{
	sck_expect_failure(serve_one(*state, "once"));
	edge_assert_interrupted(*state, "accept", 2);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(serves_the_next),
	EDGE_TESTS(ends),
};

LIVE_MAIN(tests)
