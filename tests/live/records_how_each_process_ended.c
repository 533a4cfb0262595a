/*
 * Each process's end is in the record: its exit status, or the signal that ended it, whoever sent
 * that.
 */
#include "support/live.h"
#include "support/seen.h"

#include <signal.h>

static void an_exit_status(void **state)
{
	struct sck_program *p = live_play(*state, "exit=42");

	sck_until_exit(p);
	assert_int_equal(seen_count_events(*state, RECORD_EXIT), 1);
	assert_int_equal(seen_event(*state, RECORD_EXIT, 1)->value, 42);
	assert_int_equal(seen_count_events(*state, RECORD_KILLED), 0);
}

static void a_signal_of_its_own(void **state)
{
	struct sck_program *p = live_play(*state, "raise=9");

	sck_until_exit(p);
	assert_int_equal(seen_count_events(*state, RECORD_EXIT), 0);
	assert_int_equal(seen_event(*state, RECORD_KILLED, 1)->value, SIGKILL);
}

static void a_core_dumping_one(void **state)
{
	struct sck_program *p = live_play(*state, "raise=6");

	sck_until_exit(p);
	assert_int_equal(seen_event(*state, RECORD_KILLED, 1)->value, SIGABRT);
}

static void a_signal_of_ours(void **state)
{
	struct sck_program *p = live_play(*state, "listen pause");

	sck_until_listening(p);
	sck_signal(p, SIGTERM);
	sck_until_exit(p);
	assert_int_equal(seen_event(*state, RECORD_KILLED, 1)->value, SIGTERM);
}

static void those_of_all_children(void **state)
{
	struct sck_program *server = START(*state, "serves_in_children", "{port}", "3");

	for (int i = 0; i < 3; i++) {
		struct sck_peer *client = sck_connect(*state, server);

		sck_send_text(client, "x");
		sck_expect_text(client, "x");
		sck_close(client);
	}
	sck_expect_exit(server, 0);
	assert_int_equal(seen_count_events(*state, RECORD_EXIT), 4);
	for (int status = 0; status <= 3; status++)
		assert_int_equal(seen_count_values(*state, RECORD_EXIT, status), 1);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(an_exit_status),        LIVE_TEST(a_signal_of_its_own),
	LIVE_TEST(a_core_dumping_one),    LIVE_TEST(a_signal_of_ours),
	LIVE_TEST(those_of_all_children),
};

LIVE_MAIN(tests)
