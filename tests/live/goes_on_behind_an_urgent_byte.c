/*
 * An urgent byte stands among the others: SIGURG comes, and a recv ends at its mark. Beside the stream it is hidden from an ordinary recv, inline it
 * is the first byte behind the mark. One that loops, and where it is inline looks for the mark, has its own bytes and no other.
 *
 * Edge case: 22
 * Families: ipv4 ipv6
 * Means: peer
 * Source: RFC 6093; tcp(7), SIGURG, SO_OOBINLINE; sockatmark(3)
 */
#include "support/edge.h"
#include <signal.h>

/* All of it is there before the first recv. */
static void meets(void **state, const char *where, const char *how, const char *answer)
{
	struct sck_session *s = *state;
	struct sck_program *server = START(s, "meets_an_urgent_byte", "{host}", "{port}", where, how);
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	/* who has not said yet whose socket it is gets no SIGURG */
	sck_run_until(s, server, SCK_AFTER, "setsockopt", 2);
	sck_send_text(client, "abcd");
	if (edge_means())
		sck_send_urgent(client, '!');
	sck_send_text(client, "efgh");
	sck_arrived(client);
	sck_go_on(server);
	sck_expect_text(client, answer);
	sck_half_close(client);
	sck_expect_output_text(server, "urgent 1\n");
	assert_int_equal(seen_count_values(s, RECORD_SIGNAL, SIGURG), 1);
	assert_int_equal(seen_call(s, "recv", 1)->result, 4);
	seen_assert_data(s, seen_call(s, "recv", 1), "abcd", 4);
}

static void beside_one_that_loops(void **state)
{
	meets(state, "beside", "loops", "abcdefgh");
	assert_int_equal(seen_call(*state, "recv", 2)->result, 4);
}

static void beside_one_that_does_not(void **state)
{
	meets(state, "beside", "once", "abcd");
}

static void inline_of_one_that_looks_for_the_mark(void **state)
{
	meets(state, "inline", "looks", "abcdefgh");
	seen_assert_data(*state, seen_call(*state, "recv", 2), "!", 1);
}

static void inline_of_one_that_does_not(void **state)
{
	meets(state, "inline", "loops", "abcd!efg");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(beside_one_that_loops),
	EDGE_TESTS(beside_one_that_does_not),
	EDGE_TESTS(inline_of_one_that_looks_for_the_mark),
	EDGE_TESTS(inline_of_one_that_does_not),
};

LIVE_MAIN(tests)
