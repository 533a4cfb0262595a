/*
 * Threads that serve side by side: each call is in the record under the thread that made it, and
 * all under one process.
 */
#include "support/live.h"
#include "support/seen.h"

enum { CLIENTS = 8 };

static void serves_all_at_once(void **state)
{
	struct sck_program *server = START(*state, "serves_in_threads", "{port}", "8");
	struct sck_peer *clients[CLIENTS];
	const struct record_call *call;
	int first;

	for (int i = 0; i < CLIENTS; i++)
		clients[i] = sck_connect(*state, server);
	for (int i = CLIENTS - 1; i >= 0; i--)
		sck_send(clients[i], &"abcdefgh"[i], 1);
	for (int i = 0; i < CLIENTS; i++) {
		sck_expect(clients[i], &"abcdefgh"[i], 1);
		sck_half_close(clients[i]);
		sck_expect_end(clients[i]);
	}
	sck_expect_exit(server, 0);
	assert_int_equal(seen_count_events(*state, RECORD_THREAD), CLIENTS);
	assert_int_equal(seen_count(*state, "accept"), CLIENTS);
	assert_int_equal(seen_count(*state, "send"), CLIENTS);
	first = seen_call(*state, "accept", 1)->thread;
	for (int n = 1; n <= CLIENTS; n++) {
		call = seen_call(*state, "send", n);
		assert_int_equal(call->process, first);
		assert_int_not_equal(call->thread, first);
		for (int other = 1; other < n; other++)
			assert_int_not_equal(call->thread, seen_call(*state, "send", other)->thread);
	}
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(serves_all_at_once),
};

LIVE_MAIN(tests)
