/*
 * Children that serve side by side: each client is served by a process of its own, and the record
 * says by which.
 */
#include "support/live.h"
#include "support/seen.h"

enum { CLIENTS = 8 };

static void serves_all_at_once(void **state)
{
	struct sck_program *server = START(*state, "serves_in_children", "{port}", "8");
	struct sck_peer *clients[CLIENTS];

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
	assert_int_equal(seen_count_events(*state, RECORD_START), CLIENTS + 1);
	assert_int_equal(seen_count(*state, "accept"), CLIENTS);
	assert_int_equal(seen_count(*state, "send"), CLIENTS);
	for (int n = 1; n <= CLIENTS; n++) {
		int process = seen_call(*state, "send", n)->process;

		assert_int_not_equal(process, seen_call(*state, "accept", 1)->process);
		for (int other = 1; other < n; other++)
			assert_int_not_equal(process, seen_call(*state, "send", other)->process);
	}
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(serves_all_at_once),
};

LIVE_MAIN(tests)
