/*
 * sck_arrived returns when all that was sent is at the program's socket, though it has read none of it, and fails where there is no room for it. sck_taken
 * counts what it has read.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

static void before_anything_is_read(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv=100 pause");
	struct sck_peer *client;

	sck_run_until(*state, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(*state, server);
	sck_send_in_chunks(client, "hello, you", 10, 3);
	sck_arrived(client);
	assert_int_equal(seen_count(*state, "recv"), 0);
	sck_go_on(server);
	sck_drained(client);
	sck_until_parked(server);
	seen_assert_data(*state, seen_call(*state, "recv", 1), "hello, you", 10);
}

static void has_no_room(void **state)
{
	static uint8_t much[1 << 17];
	struct sck_program *server;
	struct sck_peer *client;

	sck_sysctl(*state, "ipv4/tcp_rmem", "4096 16384 16384");
	server = live_play(*state, "listen accept pause");
	client = sck_connect(*state, server);
	sck_send(client, much, sizeof(much));
	sck_arrived(client);
}

static void where_it_does_not_fit(void **state)
{
	(void)state;
	outcome_assert_says(outcome_assert_fails(has_no_room, CAUSE_DEADLOCK),
			    "the program's socket to have all");
}

static void is_reset(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept reset pause");
	struct sck_peer *client = sck_connect(*state, server);

	sck_until_parked(server);
	sck_send_text(client, "hello");
	sck_arrived(client);
}

static void where_it_is_reset(void **state)
{
	(void)state;
	outcome_assert_fails(is_reset, CAUSE_END);
}

static void counts_what_was_read(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv=4 recv=3 close pause");
	struct sck_peer *client;

	sck_run_until(*state, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(*state, server);
	sck_send_text(client, "hello, you");
	sck_arrived(client);
	assert_int_equal(sck_taken(client), 0);
	sck_go_on(server);
	sck_run_until(*state, server, SCK_AFTER, "recv", 1);
	assert_int_equal(sck_taken(client), 4);
	sck_run_until(*state, server, SCK_BEFORE, "close", 1);
	assert_int_equal(sck_taken(client), 7);
	sck_go_on(server);
	sck_until_parked(server);
	assert_int_equal(sck_taken(client), 0);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(before_anything_is_read),  LIVE_TEST_IPV6(before_anything_is_read),
	LIVE_TEST(counts_what_was_read),     cmocka_unit_test(where_it_does_not_fit),
	cmocka_unit_test(where_it_is_reset),
};

LIVE_MAIN(tests)
