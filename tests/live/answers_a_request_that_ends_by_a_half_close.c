/*
 * A client ends its direction of the connection to end its request, and waits for the answer: recv returns 0, and the other direction is
 * whole. A server that answers is right; one that takes 0 for the client's leaving closes without an answer.
 *
 * Edge case: 74
 * Families: ipv4 ipv6
 * Means: peer
 * Source: shutdown(2); RFC 9293, 3.6
 */
#include "support/edge.h"

static struct sck_peer *ask(struct sck_session *s, const char *how)
{
	struct sck_peer *client = sck_connect(s, START(s, "answers_at_the_end", "{host}", "{port}", how));

	sck_send_text(client, "question");
	if (edge_means())
		sck_half_close(client);
	return client;
}

static void prove(struct sck_session *s)
{
	assert_int_equal(seen_call(s, "recv", seen_count(s, "recv"))->result, 0);
	seen_assert_stream(s, "recv", "question", 8);
}

static void one_that_answers(void **state)
{
	struct sck_peer *client = ask(*state, "answer");

	sck_expect_text(client, "8 bytes");
	sck_expect_end(client);
	prove(*state);
}

static void one_that_leaves(void **state)
{
	sck_expect_end(ask(*state, "leave"));
	prove(*state);
	assert_int_equal(seen_count(*state, "send"), 0);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_answers),
	EDGE_TESTS(one_that_leaves),
};

LIVE_MAIN(tests)
