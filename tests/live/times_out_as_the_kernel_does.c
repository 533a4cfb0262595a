/*
 * Programs about time-outs and timers print what they see. Each prints the same by a clock that jumps as when it is run without the
 * harness.
 */
#include "support/live.h"

#include <sys/wait.h>

static void see_the_same(struct sck_session *s, const char *name)
{
	const char *const argv[] = { name, NULL };
	struct bytes want = { 0 };
	struct sck_program *p;
	int status = live_untraced(argv, &want);

	assert_true(WIFEXITED(status));
	assert_true(want.len > 0);
	sck_clock_auto(s);
	p = live_start(s, argv);
	sck_expect_exit(p, WEXITSTATUS(status));
	live_assert_output(p, bytes_text(&want));
	bytes_done(&want);
}

#define SEES(name)                                   \
	static void name(void **state)               \
	{                                            \
		see_the_same(*state, "time_" #name); \
	}

SEES(left_at_a_handler)
SEES(of_each_piece)
SEES(of_a_socket)
SEES(of_periods)

static void signal_ignored_meets_calls(void **state)
{
	see_the_same(*state, "signal_ignored_meets_calls");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(left_at_a_handler),
	LIVE_TEST(of_each_piece),
	LIVE_TEST(of_a_socket),
	LIVE_TEST(of_periods),
	LIVE_TEST(signal_ignored_meets_calls),
};

LIVE_MAIN(tests)
