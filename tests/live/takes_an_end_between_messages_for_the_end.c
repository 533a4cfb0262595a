/*
 * The client's end comes before any byte, or exactly between two messages. That is how a client is done: a right program ends well, one that
 * calls every end an error does not.
 *
 * Edge case: 6
 * Families: ipv4 ipv6
 * Means: peer
 * Source: recv(2), RETURN VALUE; RFC 9293, 3.6
 */
#include "support/edge.h"

static const char messages[] = "\0\0\0\5hello\0\0\0\3you";
enum { ONE = 9, BOTH = sizeof(messages) - 1 };

static struct sck_program *ends_after(struct sck_session *s, const char *how, size_t len)
{
	struct sck_program *server = START(s, "takes_messages", "{host}", "{port}", how);
	struct sck_peer *client = sck_connect(s, server);

	sck_send(client, messages, edge_means() ? len : BOTH - 1);
	sck_half_close(client);
	if (edge_means())
		sck_expect(client, messages, len);
	return server;
}

/* The last recv was 0, and no other; LEN bytes came before it. */
static void assert_ended_after(struct sck_session *s, size_t len)
{
	const int count = seen_count(s, "recv");

	assert_int_equal(seen_call(s, "recv", count)->result, 0);
	for (int n = 1; n < count; n++)
		assert_true(seen_call(s, "recv", n)->result > 0);
	seen_assert_stream(s, "recv", messages, len);
}

static void each_boundary(void **state, const char *how, int status)
{
	static const size_t boundaries[] = { 0, ONE, BOTH };

	for (size_t i = 0; i < COUNT_OF(boundaries); i++) {
		struct sck_session *s = sck_session_new(sck_family(*state));

		sck_expect_exit(ends_after(s, how, boundaries[i]), status);
		assert_ended_after(s, boundaries[i]);
		sck_session_free(s);
	}
}

static void one_that_ends_well(void **state)
{
	each_boundary(state, "careful", 0);
}

static void one_that_calls_it_an_error(void **state)
{
	each_boundary(state, "strict", 1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_ends_well),
	EDGE_TESTS(one_that_calls_it_an_error),
};

LIVE_MAIN(tests)
