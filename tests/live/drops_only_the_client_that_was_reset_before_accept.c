/*
 * A client resets its connection while that waits to be accepted. Linux hands it out all the same: accept succeeds, getpeername fails with
 * ENOTCONN, recv with ECONNRESET. That is one client's end, not the server's.
 *
 * Edge case: 49
 * Families: ipv4 ipv6
 * Means: peer
 * Source: accept(2); getpeername(2); recv(2); tcp(7)
 */
#include "support/edge.h"
#include <errno.h>

/* The second client is connected once the reset of the first has arrived: both take the same way. */
static struct sck_program *begin(struct sck_session *s, const char *how, struct sck_peer **ret_next)
{
	struct sck_program *server = START(s, "outlives_a_lost_client", "{host}", "{port}", how);
	struct sck_peer *lost;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	lost = sck_connect(s, server);
	if (edge_means())
		sck_reset(lost);
	else
		sck_close(lost);
	*ret_next = sck_connect(s, server);
	sck_send_text(*ret_next, "hello");
	sck_go_on(server);
	return server;
}

static void assert_was_reset(struct sck_session *s)
{
	assert_true(seen_call(s, "accept", 1)->result >= 0);
	assert_int_equal(seen_call(s, "getpeername", 1)->error, ENOTCONN);
	assert_int_equal(seen_call(s, "recv", 1)->error, ECONNRESET);
}

static void serves_the_next(void **state)
{
	struct sck_peer *next;
	struct sck_program *server = begin(*state, "on", &next);

	sck_expect_text(next, "hello");
	assert_was_reset(*state);
	sck_expect_output_begins(server, "getpeername ENOTCONN\nrecv ECONNRESET\n", 37);
}

static void ends_with_the_one(void **state)
{
	struct sck_peer *next;
	struct sck_program *server = begin(*state, "ends", &next);

	sck_expect_exit(server, 1);
	sck_expect_gone(next);
	assert_was_reset(*state);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(serves_the_next),
	EDGE_TESTS(ends_with_the_one),
};

LIVE_MAIN(tests)
