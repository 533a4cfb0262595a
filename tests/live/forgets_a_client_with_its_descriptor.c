/*
 * The lowest free descriptor is given out again: what is sent to a client that has left, by its old descriptor, another client gets. A server that
 * forgets the one with the other sends nobody what is not theirs.
 *
 * Edge case: 80
 * Families: ipv4 ipv6
 * Means: peer
 * Source: POSIX.1-2017, 2.14 File Descriptor Allocation; close(2)
 */
#include "support/edge.h"

static struct sck_peer *second_of(struct sck_session *s, const char *how)
{
	struct sck_program *server = START(s, "answers_late", "{host}", "{port}", how);
	struct sck_peer *first = sck_connect(s, server), *second;

	sck_send_text(first, "private");
	if (edge_means())
		sck_close(first);
	second = sck_connect(s, server);
	return second;
}

static void prove(struct sck_session *s)
{
	assert_int_equal(seen_call(s, "close", 1)->fd, seen_call(s, "accept", 1)->result);
	assert_int_equal(seen_call(s, "accept", 2)->result, seen_call(s, "accept", 1)->result);
}

static void one_that_forgets(void **state)
{
	struct sck_peer *second = second_of(*state, "forget");

	sck_send_text(second, "mine");
	sck_expect_text(second, "mine");
	sck_expect_end(second);
	prove(*state);
}

static void one_that_keeps(void **state)
{
	sck_expect_text(second_of(*state, "keep"), "private");
	prove(*state);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_forgets),
	EDGE_TESTS(one_that_keeps),
};

LIVE_MAIN(tests)
