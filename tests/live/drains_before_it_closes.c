/*
 * A connection that is closed with bytes unread is reset. What was answered before can still be read where it has come, and then the reset is
 * met. So a server that refuses a request drains it before it closes; one that closes at once resets the client.
 *
 * Edge case: 72
 * Families: ipv4 ipv6
 * Means: peer
 * Source: RFC 9293, 3.6; RFC 1122, 4.2.2.13
 */
#include "support/edge.h"
#include <errno.h>

static struct sck_peer *send_request(struct sck_session *s, struct sck_program *server)
{
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_stop_reading(client);
	sck_send_text(client, edge_means() ? "POST and the rest of it" : "POST");
	sck_go_on(server);
	return client;
}

static void one_that_drains(void **state)
{
	struct sck_program *server = START(*state, "refuses_a_long_request", "{host}", "{port}", "drain");
	struct sck_peer *client = send_request(*state, server);

	sck_expect_text(client, "too long");
	sck_expect_end(client);
	sck_half_close(client);
	sck_expect_exit(server, 0);
	seen_assert_data(*state, seen_call(*state, "recv", 2), " and the rest of it", 19);
	assert_int_equal(seen_call(*state, "recv", 3)->result, 0);
}

/* All that it does is done before we read. */
static void one_that_closes(void **state)
{
	struct sck_program *server = START(*state, "refuses_a_long_request", "{host}", "{port}", "close");
	struct sck_peer *client = send_request(*state, server);

	sck_expect_exit(server, 0);
	sck_expect_text(client, "too long");
	sck_expect_reset(client);
	assert_int_equal(seen_count(*state, "recv"), 1);
}

/* The same to a program, by us: it reads the answer, and then learns of the reset. */
static void one_that_is_left(void **state)
{
	struct sck_peer *listener = sck_listen(*state, NULL), *server;
	struct sck_program *client = live_play(*state, "connect do=SRR");

	sck_run_until(*state, client, SCK_BEFORE, "send", 1);
	server = sck_accept(listener);
	sck_stop_reading(server);
	sck_run_until(*state, client, SCK_BEFORE, "recv", 1);
	sck_send_text(server, "too long");
	if (!edge_means())
		sck_expect(server, "xxxx", 4);
	sck_close(server);
	sck_go_on(client);
	sck_expect_exit(client, 0);
	live_assert_output(client, "S 4\nR 'too long' 8\nR -1 ECONNRESET\n");
	assert_int_equal(seen_call(*state, "recv", 2)->error, ECONNRESET);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_drains),
	EDGE_TESTS(one_that_closes),
	EDGE_TESTS(one_that_is_left),
};

LIVE_MAIN(tests)
