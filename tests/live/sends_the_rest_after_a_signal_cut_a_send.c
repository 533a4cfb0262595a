/*
 * A blocking send has put a part of its bytes into the buffer and waits for room when a signal comes: it returns the part, with SA_RESTART, too.
 * One that goes on behind it sends all; one that takes a blocking send for a whole one loses the rest.
 *
 * Edge case: 12
 * Families: ipv4 ipv6
 * Means: peer
 * Source: send(2); signal(7), Interruption of system calls; POSIX.1-2017 send()
 */
#include "support/edge.h"
#include <signal.h>
#include <stdlib.h>

enum { MUCH = 8 << 20 };

static void cut(void **state, const char *how, bool is_whole)
{
	struct sck_program *server =
		START(*state, "sends_much", "{host}", "{port}", "8388608", "blocking", how);
	uint8_t *want = malloc(MUCH);
	struct sck_peer *client;
	int64_t part;

	sck_run_until(*state, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(*state, server);
	sck_stop_reading(client);
	sck_go_on(server);
	sck_until_parked(server);
	assert_int_equal(seen_call(*state, "send", 1)->ended_at, -1);
	if (edge_means())
		sck_signal(server, SIGUSR1);
	sck_run_until(*state, server, SCK_AFTER, "send", 1);
	part = seen_call(*state, "send", 1)->result;
	assert_in_range(part, 1, MUCH - 1);
	sck_read_again(client);
	sck_go_on(server);
	for (size_t i = 0; i < MUCH; i++)
		want[i] = (uint8_t)(i % 251);
	sck_expect(client, want, is_whole ? MUCH : (size_t)part);
	sck_expect_end(client);
	assert_int_equal(seen_count_values(*state, RECORD_SIGNAL, SIGUSR1), 1);
	free(want);
}

static void one_that_goes_on(void **state)
{
	cut(state, "loops", true);
}

static void one_that_takes_it_for_whole(void **state)
{
	cut(state, "once", false);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_goes_on),
	EDGE_TESTS(one_that_takes_it_for_whole),
};

LIVE_MAIN(tests)
