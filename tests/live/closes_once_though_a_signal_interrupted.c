/*
 * close fails with EINTR, and Linux has freed the descriptor all the same. Who leaves it at that serves the next client; who closes again closes what
 * has the number by then, which is the next client's connection.
 *
 * Edge case: 30
 * Families: ipv4 ipv6
 * Means: injected
 * Source: close(2), "Dealing with error returns from close()"
 */
#include "support/edge.h"

static struct sck_program *serve_one(struct sck_session *s, const char *how)
{
	struct sck_program *p;
	struct sck_peer *client;

	if (edge_means())
		sck_inject(s, "close:error=EINTR:when=1");
	p = START(s, "closes_once_or_again", "{host}", "{port}", how);
	client = sck_connect(s, p);
	sck_half_close(client);
	sck_expect_end(client);
	sck_until_parked(p);
	return p;
}

static void assert_interrupted(struct sck_session *s)
{
	edge_assert_interrupted(s, "close", 1);
	assert_int_equal(seen_call(s, "accept", 2)->result, seen_call(s, "accept", 1)->result);
}

static void serves_the_next(void **state)
{
	struct sck_peer *next = sck_connect(*state, serve_one(*state, "once"));

	sck_send_text(next, "hello");
	sck_expect_text(next, "hello");
	assert_interrupted(*state);
}

static void closes_the_next(void **state)
{
	struct sck_peer *next = sck_connect(*state, serve_one(*state, "again"));

	sck_expect_end(next);
	assert_interrupted(*state);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(serves_the_next),
	EDGE_TESTS(closes_the_next),
};

LIVE_MAIN(tests)
