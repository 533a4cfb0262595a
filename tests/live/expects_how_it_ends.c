/*
 * sck_expect_exit, sck_expect_failure, sck_expect_running, sck_expect_no_signal.
 */
#include "support/live.h"
#include "support/outcome.h"

#include <signal.h>

static void with_a_status(void **state)
{
	sck_expect_exit(live_play(*state, "exit"), 0);
	sck_expect_exit(live_play(*state, "exit=255"), 255);
}

static void with_a_reason(void **state)
{
	sck_expect_failure(live_play(*state, "complain=why exit=1"));
}

static void not_at_all(void **state)
{
	struct sck_program *p = live_play(*state, "listen loop accept recv close again");
	struct sck_peer *client = sck_connect(*state, p);

	sck_send_text(client, "x");
	sck_expect_gone(client);
	sck_expect_running(p);
	sck_expect_no_signal(p);
}

static void by_a_signal_of_ours(void **state)
{
	struct sck_program *p = live_play(*state, "listen pause");

	sck_until_listening(p);
	sck_signal(p, SIGTERM);
	sck_until_exit(p);
	sck_expect_no_signal(p);
}

static void by_our_kill(void **state)
{
	struct sck_program *p = live_play(*state, "child listen pause");

	sck_until_listening(p);
	sck_kill(p);
	sck_expect_no_signal(p);
}

static void another_status(void **state)
{
	sck_expect_exit(live_play(*state, "exit=3"), 0);
}

static void a_signal_for_a_status(void **state)
{
	sck_expect_exit(live_play(*state, "raise=11"), 0);
}

static void no_end(void **state)
{
	sck_expect_exit(live_play(*state, "pause"), 0);
}

static void success_for_failure(void **state)
{
	sck_expect_failure(live_play(*state, "complain=why exit=0"));
}

static void failure_without_a_reason(void **state)
{
	sck_expect_failure(live_play(*state, "exit=1"));
}

static void a_signal_for_failure(void **state)
{
	sck_expect_failure(live_play(*state, "complain=why raise=6"));
}

static void not_running(void **state)
{
	sck_expect_running(live_play(*state, "compute=20 exit=3"));
}

static void killed_by_a_child_s_signal(void **state)
{
	struct sck_program *p = START(*state, "kills_each_part", "{host}", "{port}", "itself");

	sck_expect_gone(sck_connect(*state, p));
	sck_expect_no_signal(p);
}

static void a_child_was_killed(void **state)
{
	struct sck_program *p = START(*state, "kills_each_part", "{host}", "{port}", "child");
	struct sck_peer *client = sck_connect(*state, p);

	sck_half_close(client);
	sck_expect_gone(client);
	sck_expect_no_signal(p);
}

static void fails_for_its_cause(void **state)
{
	const struct outcome *o;

	(void)state;
	o = outcome_assert_fails(another_status, CAUSE_EXIT);
	outcome_assert_says(o, "3");
	outcome_assert_says(outcome_assert_fails(a_signal_for_a_status, CAUSE_SIGNAL),
			    "Segmentation fault");
	outcome_assert_fails(no_end, CAUSE_DEADLOCK);
	outcome_assert_fails(success_for_failure, CAUSE_EXIT);
	outcome_assert_fails(failure_without_a_reason, CAUSE_EXIT);
	outcome_assert_fails(a_signal_for_failure, CAUSE_SIGNAL);
	outcome_assert_fails(not_running, CAUSE_EXIT);
	outcome_assert_fails(killed_by_a_child_s_signal, CAUSE_SIGNAL);
	outcome_assert_fails(a_child_was_killed, CAUSE_SIGNAL);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(with_a_status), LIVE_TEST(with_a_reason),
	LIVE_TEST(not_at_all),    LIVE_TEST(by_a_signal_of_ours),
	LIVE_TEST(by_our_kill),   cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
