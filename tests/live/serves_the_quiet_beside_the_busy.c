/*
 * One client has sent a hundred times as much as the other. A server that takes a turn for each serves the quiet one at once; one that reads the
 * busy one to the last lets the other wait as long as there is more.
 *
 * Edge case: 89
 * Families: ipv4 ipv6
 * Means: peer
 * Source: epoll(7), Possible pitfalls, Starvation
 */
#include "support/edge.h"

enum { MUCH = 100 };

/* How often the busy one was read before the quiet one. */
static int reads_before(struct sck_session *s)
{
	int64_t quiet = seen_call(s, "accept", 2)->result;
	int n = 0;

	while (seen_call(s, "recv", n + 1)->fd != quiet)
		n++;
	return n;
}

static void serve(struct sck_session *s, const char *how)
{
	static const uint8_t bytes[MUCH];
	struct sck_program *server = START(s, "serves_two_in_turn", "{host}", "{port}", how);
	struct sck_peer *busy, *quiet;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	busy = sck_connect(s, server);
	sck_send(busy, bytes, edge_means() ? MUCH : 1);
	quiet = sck_connect(s, server);
	sck_send_text(quiet, "!");
	sck_run_until(s, server, SCK_BEFORE, "wait", 1);
	sck_until_parked(server);
	sck_go_on(server);
	sck_expect_text(quiet, "x");
	sck_drained(busy);
	sck_until_parked(server);
}

static int reads(struct sck_session *s)
{
	int count = 0;

	for (int n = 1; n <= seen_count(s, "recv"); n++)
		count += seen_call(s, "recv", n)->result == 1;
	return count;
}

static void one_that_is_fair(void **state)
{
	serve(*state, "fair");
	assert_int_equal(reads(*state), MUCH + 1);
	assert_int_equal(reads_before(*state), 1);
}

static void one_that_is_greedy(void **state)
{
	serve(*state, "greedy");
	assert_int_equal(reads(*state), MUCH + 1);
	assert_int_equal(reads_before(*state), MUCH + 1); /* and one that found nothing */
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_is_fair),
	EDGE_TESTS(one_that_is_greedy),
};

LIVE_MAIN(tests)
