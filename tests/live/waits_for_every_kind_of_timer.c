/*
 * A wait that its own time-out or timer is going to end is no deadlock, whichever call it is in;
 * the same call without one is, and the verdict names it.
 */
#include "support/live.h"
#include "support/outcome.h"

static const char *call_under_test; /* the forked test of outcome.h has it too */

static void waits(struct sck_session *s, const char *call, const char *ms)
{
	sck_expect_text(sck_connect(s, START(s, "waits", "{port}", call, ms)), "done");
}

static void waits_for_ever(void **state)
{
	waits(*state, call_under_test, "0");
}

static void is_dead_without(const char *call, const char *shown)
{
	call_under_test = call;
	outcome_assert_says(outcome_assert_fails(waits_for_ever, CAUSE_DEADLOCK), shown);
}

#define BOTH(call, shown)                      \
	static void in_##call(void **state)    \
	{                                      \
		waits(*state, #call, "150");   \
		is_dead_without(#call, shown); \
	}

BOTH(poll, "poll")
BOTH(ppoll, "ppoll")
BOTH(select, "select")
BOTH(pselect, "pselect6")
BOTH(epoll_wait, "epoll_wait")
BOTH(epoll_pwait2, "epoll_pwait2")
BOTH(recv, "recvfrom")
BOTH(accept, "accept")
BOTH(cond_wait, "futex")
BOTH(sigwait, "rt_sigtimedwait")
BOTH(timerfd, "epoll_wait")
BOTH(itimer, "pause")
BOTH(wait, "wait4")

/* An unarmed timer of timer_create(2) cannot be told from an armed one: no deadlock is claimed. */
static void in_pause_by_a_timer(void **state)
{
	waits(*state, "timer", "150");
}

static void in_nanosleep(void **state)
{
	waits(*state, "nanosleep", "150");
}

static void in_a_read_of_a_pipe_of_its_own(void **state)
{
	(void)state;
	is_dead_without("pipe", "in read");
}

static void in_a_read_of_an_eventfd(void **state)
{
	(void)state;
	is_dead_without("eventfd", "in read");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(in_poll),
	LIVE_TEST(in_ppoll),
	LIVE_TEST(in_select),
	LIVE_TEST(in_pselect),
	LIVE_TEST(in_epoll_wait),
	LIVE_TEST(in_epoll_pwait2),
	LIVE_TEST(in_recv),
	LIVE_TEST(in_accept),
	LIVE_TEST(in_cond_wait),
	LIVE_TEST(in_sigwait),
	LIVE_TEST(in_timerfd),
	LIVE_TEST(in_pause_by_a_timer),
	LIVE_TEST(in_itimer),
	LIVE_TEST(in_wait),
	LIVE_TEST(in_nanosleep),
	cmocka_unit_test(in_a_read_of_a_pipe_of_its_own),
	cmocka_unit_test(in_a_read_of_an_eventfd),
};

LIVE_MAIN(tests)
