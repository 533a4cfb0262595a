/*
 * Programs about signals (stops, handlers, masks, children, faults, job control) print what they
 * see. Each prints the same here as when it is run without the harness.
 */
#include "support/live.h"

#include <stdio.h>
#include <sys/wait.h>

static void see_the_same(struct sck_session *s, const char *name)
{
	const char *const argv[] = { name, NULL };
	struct bytes want = { 0 };
	struct sck_program *p;
	int status = live_untraced(argv, &want);

	assert_true(WIFEXITED(status));
	assert_true(want.len > 0);
	p = live_start(s, argv);
	sck_expect_exit(p, WEXITSTATUS(status));
	live_assert_output(p, bytes_text(&want));
	bytes_done(&want);
}

#define SEES(name)                                     \
	static void name(void **state)                 \
	{                                              \
		see_the_same(*state, "signal_" #name); \
	}

SEES(stops_a_child)
SEES(stops_a_call)
SEES(waits_for_a_stopped_one)
SEES(interrupts_calls)
SEES(tells_of_children)
SEES(of_children_ignored)
SEES(queues_values)
SEES(of_a_fault_is_handled)
SEES(of_job_control)
SEES(of_a_broken_pipe)
SEES(to_one_thread)
SEES(to_a_group)
SEES(outlives_exec)
SEES(ignored_meets_calls)

static const struct CMUnitTest tests[] = {
	LIVE_TEST(stops_a_child),           LIVE_TEST(stops_a_call),
	LIVE_TEST(waits_for_a_stopped_one), LIVE_TEST(interrupts_calls),
	LIVE_TEST(tells_of_children),       LIVE_TEST(of_children_ignored),
	LIVE_TEST(queues_values),           LIVE_TEST(of_a_fault_is_handled),
	LIVE_TEST(of_job_control),          LIVE_TEST(of_a_broken_pipe),
	LIVE_TEST(to_one_thread),           LIVE_TEST(to_a_group),
	LIVE_TEST(outlives_exec),           LIVE_TEST(ignored_meets_calls),
};

LIVE_MAIN(tests)
