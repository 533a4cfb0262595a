/*
 * Processes whose first thread ends before the others, and threads that vanish because one of them
 * calls exec, in the middle of recorded calls.
 */
#include "support/live.h"
#include "support/seen.h"

static void the_first_ends_before_the_others(void **state)
{
	struct sck_program *server = START(*state, "ends_its_first_thread", "{port}");
	struct sck_peer *client = sck_connect(*state, server);

	sck_until_parked(server);
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_expect_running(server);
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(server, 5);
	assert_int_equal(seen_count_events(*state, RECORD_EXIT), 1);
	assert_int_equal(seen_event(*state, RECORD_EXIT, 1)->value, 5);
	seen_assert_order(*state,
			  "socket setsockopt bind listen accept recvfrom sendto recvfrom close");
	seen_assert_stream(*state, "recv", "hello", 5);
}

static void exec_takes_the_others_away(void **state)
{
	const char *argv[] = { live_program("execs_while_others_wait"), live_program("talk"),
			       "serve", "{port}", NULL };
	struct sck_program *server =
		sck_start(*state, &(struct sck_start){ .argv = argv, .input_stays_open = true });
	struct sck_peer *client;

	sck_until_parked(server);
	sck_end_input(server);
	client = sck_connect(*state, server);
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(server, 0);
	assert_int_equal(seen_count_events(*state, RECORD_EXEC), 2);
	assert_int_equal(seen_count_events(*state, RECORD_THREAD), 3);
	assert_int_equal(seen_count_events(*state, RECORD_EXIT), 1);
	/* The calls that they were in never returned. */
	assert_int_equal(seen_call(*state, "accept", 1)->ended_at, -1);
	assert_true(seen_call(*state, "accept", 2)->ended_at >= 0);
	seen_assert_stream(*state, "recv", "hello", 5);
}

static void the_test_kills_what_is_left(void **state)
{
	struct sck_program *server = START(*state, "ends_its_first_thread", "{port}");

	sck_connect(*state, server);
	sck_until_parked(server);
	sck_kill(server);
	assert_int_equal(seen_count_events(*state, RECORD_KILLED), 1);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(the_first_ends_before_the_others),
	LIVE_TEST(exec_takes_the_others_away),
	LIVE_TEST(the_test_kills_what_is_left),
};

LIVE_MAIN(tests)
