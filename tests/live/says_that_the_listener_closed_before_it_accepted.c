/*
 * A server closes its listener while a connection waits there that it has not accepted: the client, for whom connect succeeded, is reset. It
 * says so; taking the failed recv for the end of an empty answer is a lie. A client whose request the backlog had no room for is refused.
 *
 * Edge case: 55
 * Families: ipv4 ipv6
 * Means: peer
 * Source: recv(2); connect(2); RFC 9293, 3.10.4
 */
#include "support/edge.h"
#include <errno.h>

static struct sck_program *begin(struct sck_session *s, const char *how)
{
	struct sck_peer *listener = sck_listen(s, NULL);
	struct sck_program *client = START(s, "reads_to_the_end", "{host}", "{port}", how);

	sck_run_until(s, client, SCK_AFTER, "connect", 1);
	if (!edge_means())
		sck_close(sck_accept(listener));
	sck_close(listener);
	sck_go_on(client);
	return client;
}

static void assert_was_reset(struct sck_session *s)
{
	assert_int_equal(seen_call(s, "connect", 1)->result, 0);
	assert_int_equal(seen_call(s, "recv", 1)->error, ECONNRESET);
}

static void says_so(void **state)
{
	sck_expect_failure(begin(*state, "checks"));
	assert_was_reset(*state);
}

static void takes_it_for_the_end(void **state)
{
	struct sck_program *client = begin(*state, "ignores");

	sck_expect_exit(client, 0);
	live_assert_output(client, "that was all\n");
	assert_was_reset(*state);
}

/* Two of another program's fill the backlog; the client's own request is sent again after a second. */
static void is_refused_if_there_was_no_room(void **state)
{
	struct sck_peer *listener = sck_listen(*state, &(struct sck_listen){ .backlog = 1 });
	struct sck_program *client;

	sck_until_parked(live_play(*state, "connect connect pause"));
	client = START(*state, "reads_to_the_end", "{host}", "{port}", "checks");
	sck_until_parked(client);
	assert_int_equal(seen_call(*state, "connect", 3)->ended_at, -1);
	for (int i = 0; i < 3 && !edge_means(); i++)
		sck_close(sck_accept(listener));
	sck_close(listener);
	sck_expect_failure(client);
	assert_int_equal(seen_call(*state, "connect", 3)->error, ECONNREFUSED);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(says_so),
	EDGE_TESTS(takes_it_for_the_end),
	EDGE_TESTS(is_refused_if_there_was_no_room),
};

LIVE_MAIN(tests)
