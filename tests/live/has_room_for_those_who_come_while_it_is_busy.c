/*
 * More clients come than the backlog holds, while the server is busy. Linux lets the connection request that finds no room fall: it is not
 * refused and not reset, whatever tcp_abort_on_overflow says, and stands once it was sent again and there is room. A backlog that is long
 * enough keeps nobody waiting.
 *
 * Edge case: 54
 * Families: ipv4 ipv6
 * Means: peer
 * Source: listen(2), NOTES; tcp(7), tcp_abort_on_overflow
 */
#include "support/edge.h"

static struct sck_program *client;

/* With a backlog of one there is room for two. */
static struct sck_program *begin(struct sck_session *s, const char *backlog)
{
	struct sck_program *server;

	sck_sysctl(s, "ipv4/tcp_abort_on_overflow", "1");
	server = START(s, "serves_from_a_backlog", "{host}", "{port}", backlog);
	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = edge_means() ? live_play(s, "connect connect connect recvall=5 pause")
			      : live_play(s, "connect connect recvall=5 pause");
	sck_until_parked(client);
	for (int n = 1; n <= 2; n++)
		assert_int_equal(seen_call(s, "connect", n)->result, 0);
	return server;
}

static void keeps_nobody_waiting(void **state)
{
	sck_go_on(begin(*state, "64"));
	assert_int_equal(seen_call(*state, "connect", 3)->result, 0);
	assert_true(seen_call(*state, "connect", 3)->ended_at >= 0);
	sck_until_parked(client);
	assert_int_equal(seen_call(*state, "recv", 1)->result, 5);
}

static void keeps_the_third_waiting(void **state)
{
	struct sck_program *server = begin(*state, "1");

	assert_int_equal(seen_call(*state, "connect", 3)->ended_at, -1);
	sck_run_until(*state, server, SCK_BEFORE, "accept", 3);
	sck_go_on(server);
	sck_run_until(*state, client, SCK_AFTER, "recv", 1);
	assert_int_equal(seen_call(*state, "connect", 3)->result, 0);
	assert_int_equal(seen_call(*state, "recv", 1)->result, 5);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(keeps_nobody_waiting),
	EDGE_TESTS(keeps_the_third_waiting),
};

LIVE_MAIN(tests)
