/*
 * The server accepts and resets at once: connect has succeeded, and the next call fails with ECONNRESET; where the client did not wait, SO_ERROR says so. Who looks
 * tells it and ends with a status that is not 0; who does not takes it for an empty answer, or for a connection.
 *
 * Edge case: 46
 * Families: ipv4 ipv6
 * Means: peer
 * Source: send(2), ECONNRESET; RFC 9293, 3.5.3
 */
#include "support/edge.h"
#include <errno.h>

static void reset(struct sck_peer *connection)
{
	if (edge_means())
		sck_reset(connection);
	else
		sck_close(connection);
}

static struct sck_program *connect_and_be_reset(struct sck_session *s, const char *how)
{
	struct sck_peer *listener = sck_listen(s, NULL);
	struct sck_program *p = START(s, "tells_why_it_got_no_answer", "{host}", "{port}", how);

	sck_run_until(s, p, SCK_AFTER, "connect", 1);
	reset(sck_accept(listener));
	sck_go_on(p);
	return p;
}

static void assert_reset(struct sck_session *s)
{
	assert_int_equal(seen_call(s, "connect", 1)->error, 0);
	assert_int_equal(seen_call(s, "send", 1)->error, ECONNRESET);
}

static void tells_it(void **state)
{
	struct sck_program *p = connect_and_be_reset(*state, "tells");

	sck_expect_failure(p);
	edge_assert_says(p, "Connection reset");
	assert_reset(*state);
}

static void takes_it_for_an_answer(void **state)
{
	sck_expect_exit(connect_and_be_reset(*state, "blind"), 0);
	assert_reset(*state);
}

/* Before it has asked how its attempt ended. */
static struct sck_program *begin_and_be_reset(struct sck_session *s, const char *how)
{
	struct sck_peer *listener = sck_listen(s, NULL);
	struct sck_program *p = START(s, "connects_without_waiting", "{host}", "{port}", how);

	sck_run_until(s, p, SCK_BEFORE, "wait", 1);
	reset(sck_accept(listener));
	sck_go_on(p);
	return p;
}

static void is_told_by_so_error(void **state)
{
	struct sck_program *p = begin_and_be_reset(*state, "asks");

	sck_expect_failure(p);
	edge_assert_says(p, "Connection reset");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(tells_it),
	EDGE_TESTS(takes_it_for_an_answer),
	EDGE_TESTS(is_told_by_so_error),
};

LIVE_MAIN(tests)
