/*
 * sck_expect_running where a process of the program lives: that of a helper which was there before it listened does not do, that of a daemon or
 * of a worker does.
 */
#include "support/live.h"
#include "support/outcome.h"

static const char *words;

static void expect_running(void **state)
{
	struct sck_program *p = live_play(*state, words);

	sck_expect_running(p);
	sck_kill(p);
}

static void where_the_one_that_matters_lives(void **state)
{
	static const char *const lives[] = {
		"child listen pause",
		"listen child exit",   /* a daemon that listened first */
		"listen child exit=1", /* it holds the listener */
		"listen child unlisten exit",
		"listen unlisten pause",
		"child exit", /* it may have left the rest to its child */
		"child pause",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lives); i++) {
		words = lives[i];
		if (outcome_of(expect_running)->kind != VERDICT_PASS)
			fail_msg("%s: %s", words, outcome_of(expect_running)->message);
	}
}

static void where_a_helper_alone_lives(void **state)
{
	static const struct {
		const char *words, *says;
		enum cause cause;
	} ends[] = {
		{ "child listen exit", "exit status 0; others that it started live", CAUSE_EXIT },
		{ "child listen exit=3", "exit status 3; others that it started live", CAUSE_EXIT },
		{ "child udp raise=11", "signal 11", CAUSE_SIGNAL },
		{ "child exit=3", "exit status 3", CAUSE_EXIT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		words = ends[i].words;
		outcome_assert_says(outcome_assert_fails(expect_running, ends[i].cause), ends[i].says);
	}
}

static void of_a_daemon(void **state)
{
	struct sck_program *p = START(*state, "daemonises", "{port}", "served");
	struct sck_peer *client = sck_connect(*state, p);

	sck_send_text(client, "a\n");
	sck_expect_text(client, "a\n");
	sck_expect_running(p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(where_the_one_that_matters_lives),
	cmocka_unit_test(where_a_helper_alone_lives),
	LIVE_TEST(of_a_daemon),
};

LIVE_MAIN(tests)
