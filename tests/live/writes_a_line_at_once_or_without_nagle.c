/*
 * A line goes out in two small sends, and the other end delays its acknowledgement because it has nothing to say yet: Nagle's algorithm holds the
 * second part back until that comes, each round anew. One send for the line, or TCP_NODELAY, and nothing is ever held back.
 *
 * Edge case: 20
 * Families: ipv4 ipv6
 * Means: peer
 * Source: RFC 9293, 3.7.4; RFC 1122, 4.2.3.2; tcp(7), TCP_NODELAY
 */
#include "support/edge.h"

enum { ROUNDS = 10 };

/* It answers a line only when it has all of it: until then there is nothing to acknowledge with. */
static void asks(struct sck_session *s, const char *how, const char *says)
{
	struct sck_peer *listener = sck_listen(s, NULL), *server;
	struct sck_program *client = START(s, "asks_by_lines", "{host}", "{port}", how);

	server = sck_accept(listener);
	for (int i = 0; i < ROUNDS; i++) {
		sck_expect_line(server, "headtail");
		sck_send_text(server, "ok\n");
	}
	sck_expect_output_text(client, says);
}

static void in_two_sends(void **state)
{
	asks(*state, edge_means() ? "apart" : "nodelay", "held back 5\n");
	assert_int_equal(seen_count(*state, "send"), 2 * ROUNDS);
}

/* The same server, the same line: what was held back there is not held back here. */
static void otherwise(void **state, const char *how)
{
	struct sck_session *s = sck_session_new(sck_family(*state));

	in_two_sends(state);
	asks(s, how, "held back 0\n");
	sck_session_free(s);
}

static void in_two_sends_without_nagle(void **state)
{
	otherwise(state, "nodelay");
}

static void in_one_send(void **state)
{
	otherwise(state, "together");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(in_two_sends),
	EDGE_TESTS(in_two_sends_without_nagle),
	EDGE_TESTS(in_one_send),
};

LIVE_MAIN(tests)
