/*
 * Listen takes a socket without a name, and gives it a port that nobody knows; it takes one that listens already, and from then on the later
 * backlog counts; it takes a backlog of 0, and Linux has room for one all the same.
 *
 * Edge case: 70
 * Families: ipv4 ipv6
 * Means: peer
 * Source: listen(2); POSIX.1-2017 listen(); ip(7)
 */
#include "support/edge.h"
#include <stdio.h>

static void is_elsewhere_if_it_forgets_to(void **state)
{
	struct sck_program *server = START(*state, "listens_as_told", "{host}", "{port}",
					   edge_means() ? "forgets" : "binds", "8");
	char text[16];
	int port = 0;
	size_t len;

	sck_expect_output_begins(server, "port ", 5);
	assert_int_equal(sscanf((const char *)sck_output(server, &len), "port %d\n", &port), 1);
	sck_expect_connect_refused(*state, server);
	snprintf(text, sizeof(text), "%d", port);
	sck_expect_exit(START(*state, "play", "{host}", text, "connect"), 0);
	assert_int_equal(seen_count(*state, "bind"), 0);
	assert_int_equal(seen_call(*state, "listen", 1)->result, 0);
}

/* Three come, and nobody takes them. */
static void has_room_by_its_later_backlog(void **state)
{
	struct sck_program *server;

	if (edge_means())
		server = START(*state, "listens_as_told", "{host}", "{port}", "binds", "0", "8");
	else
		server = START(*state, "listens_as_told", "{host}", "{port}", "binds", "8");
	sck_until_listening(server);
	sck_until_parked(server);
	sck_expect_exit(live_play(*state, "connect connect connect"), 0);
	for (int n = 1; n <= 2; n++)
		assert_int_equal(seen_call(*state, "listen", n)->result, 0);
}

static void has_room_for_one_with_a_backlog_of_0(void **state)
{
	struct sck_program *server =
		START(*state, "listens_as_told", "{host}", "{port}", "binds", edge_means() ? "0" : "8");

	sck_until_listening(server);
	sck_until_parked(live_play(*state, "connect connect pause"));
	assert_int_equal(seen_call(*state, "listen", 1)->args[1], 0);
	assert_int_equal(seen_call(*state, "connect", 1)->result, 0);
	assert_int_equal(seen_call(*state, "connect", 2)->ended_at, -1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(is_elsewhere_if_it_forgets_to),
	EDGE_TESTS(has_room_by_its_later_backlog),
	EDGE_TESTS(has_room_for_one_with_a_backlog_of_0),
};

LIVE_MAIN(tests)
