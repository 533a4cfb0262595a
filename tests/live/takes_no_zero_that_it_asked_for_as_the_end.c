/*
 * A recv of length 0 returns 0, though bytes are there and the connection goes on. One that knows what it asked for goes on, too; one that takes
 * every 0 for the end leaves a client with its messages.
 *
 * Edge case: 7
 * Families: ipv4 ipv6
 * Means: peer
 * Source: recv(2), RETURN VALUE ("may also be returned if the requested number of bytes ... was 0")
 */
#include "support/edge.h"

static void asks_for_nothing(void **state, const char *how, const char *answer)
{
	struct sck_session *s = *state;
	struct sck_program *server = START(s, "asks_for_nothing", "{host}", "{port}", how);
	const struct record_call *call;
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	if (edge_means())
		sck_send(client, "\0\2ok", 4);
	else
		sck_send(client, "\1!\2ok", 5);
	sck_arrived(client);
	sck_half_close(client);
	sck_go_on(server);
	sck_expect_text(client, answer);
	sck_expect_exit(server, 0);
	call = seen_call(s, "recv", 2);
	assert_int_equal(call->asked, 0);
	assert_int_equal(call->result, 0);
}

static void one_that_tells_it_from_the_end(void **state)
{
	asks_for_nothing(state, "tells", "02");
	assert_int_equal(seen_call(*state, "recv", 4)->result, 2);
}

/* It closes with bytes unread: a reset. */
static void one_that_takes_it_for_the_end(void **state)
{
	asks_for_nothing(state, "ends", "");
	assert_int_equal(seen_count(*state, "recv"), 2);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_tells_it_from_the_end),
	EDGE_TESTS(one_that_takes_it_for_the_end),
};

LIVE_MAIN(tests)
