/*
 * sck_signal reaches the process that was started, with the effect that it has untraced; sck_kill
 * ends every process of a program and returns when they are gone.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

#include <signal.h>

static void by_default(void **state)
{
	struct sck_program *p = live_play(*state, "listen pause");

	sck_until_listening(p);
	sck_signal(p, SIGHUP);
	sck_until_exit(p);
	assert_int_equal(seen_event(*state, RECORD_KILLED, 1)->value, SIGHUP);
}

static void ignored(void **state)
{
	struct sck_program *p = live_play(*state, "ignore=15 listen accept echo");
	struct sck_peer *client = sck_connect(*state, p);

	sck_signal(p, SIGTERM);
	sck_send_text(client, "still here");
	sck_expect_text(client, "still here");
	sck_expect_running(p);
}

static void a_stop_and_on_again(void **state)
{
	struct sck_program *p = live_play(*state, "listen accept echo");
	struct sck_peer *client = sck_connect(*state, p);

	sck_until_parked(p);
	sck_signal(p, SIGSTOP);
	sck_send_text(client, "hello");
	sck_expect_silence(client);
	sck_signal(p, SIGCONT);
	sck_expect_text(client, "hello");
}

static void a_stopped_one_is_killed(void **state)
{
	struct sck_program *p = live_play(*state, "listen accept echo");

	sck_connect(*state, p);
	sck_until_parked(p);
	sck_signal(p, SIGSTOP);
	sck_until_parked(p);
	sck_kill(p);
	assert_int_equal(seen_event(*state, RECORD_KILLED, 1)->value, SIGKILL);
}

static void a_held_one_is_killed(void **state)
{
	struct sck_program *p = live_play(*state, "listen accept echo");

	sck_run_until(*state, p, SCK_BEFORE, "accept", 1);
	sck_kill(p);
	assert_int_equal(seen_event(*state, RECORD_KILLED, 1)->value, SIGKILL);
}

static void every_process_of_it(void **state)
{
	struct sck_program *p = live_play(*state, "child child child listen pause");

	sck_until_listening(p);
	sck_kill(p);
	assert_int_equal(seen_count_values(*state, RECORD_KILLED, SIGKILL), 4);
}

static void not_another_program(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept echo"),
			   *other = live_play(*state, "pause");
	struct sck_peer *client = sck_connect(*state, server);

	sck_until_parked(other);
	sck_kill(other);
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(by_default),           LIVE_TEST(ignored),
	LIVE_TEST(a_stop_and_on_again),  LIVE_TEST(a_stopped_one_is_killed),
	LIVE_TEST(a_held_one_is_killed), LIVE_TEST(every_process_of_it),
	LIVE_TEST(not_another_program),
};

LIVE_MAIN(tests)
