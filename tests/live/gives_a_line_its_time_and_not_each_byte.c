/*
 * A peer that sends a byte every two seconds is never late for a recv that waits three: a time-out of each recv bounds nothing. Who gives the
 * whole line its three seconds is done with it then.
 *
 * Edge case: 92
 * Families: ipv4 ipv6
 * Means: peer
 * Source: socket(7), SO_RCVTIMEO; poll(2)
 */
#include "support/edge.h"

static struct sck_peer *trickle(struct sck_session *s, struct sck_program *server)
{
	static const char line[] = "hello\n";
	struct sck_peer *client = sck_connect(s, server);
	size_t at_once = edge_means() ? 1 : sizeof(line) - 1;

	for (size_t i = 0; i < sizeof(line) - 1; i += at_once) {
		if (i > 0)
			sck_clock_advance(s, 2 * SCK_SECOND);
		sck_send(client, line + i, at_once);
	}
	return client;
}

static void one_that_bounds_the_line(void **state)
{
	struct sck_program *server;

	sck_clock_auto(*state);
	server = START(*state, "takes_a_line_in_time", "{host}", "{port}", "line");
	sck_expect_gone(trickle(*state, server));
	sck_expect_exit(server, 0);
	live_assert_output(server, "3 s\n");
	seen_assert_stream(*state, "send", "too late", 8);
	seen_assert_stream(*state, "recv", "he", 2);
}

static void one_that_bounds_each_recv(void **state)
{
	struct sck_program *server;

	sck_clock_auto(*state);
	server = START(*state, "takes_a_line_in_time", "{host}", "{port}", "recv");
	sck_expect_text(trickle(*state, server), "in time");
	sck_expect_exit(server, 0);
	live_assert_output(server, "10 s\n");
	seen_assert_stream(*state, "recv", "hello\n", 6);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_bounds_the_line),
	EDGE_TESTS(one_that_bounds_each_recv),
};

LIVE_MAIN(tests)
