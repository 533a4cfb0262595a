/*
 * What is left of a wait that a signal ends, what goes on through one, what a timer is asked for: right by the clock of the session, as
 * it is by the kernel's. Each text here is what the program prints without the harness, but for the machine's own delays.
 */
#include "support/live.h"

static void says(struct sck_session *s, const char *program, const char *kind, const char *text)
{
	sck_limit(s, 10000);
	sck_clock_auto(s);
	sck_expect_output_text(START(s, program, kind), text);
}

#define INTERRUPTED(kind, text)                                             \
	static void in_##kind(void **state)                                 \
	{                                                                   \
		says(*state, "is_interrupted_while_it_waits", #kind, text); \
	}
#define ASKED(kind, text)                                       \
	static void asked_##kind(void **state)                  \
	{                                                       \
		says(*state, "asks_what_is_left", #kind, text); \
	}

INTERRUPTED(nanosleep, "nanosleep: -1 EINTR, 20 left, at 10\nnanosleep: 0, 0 left, at 30\n")
INTERRUPTED(nanosleep_with_restart, "nanosleep: -1 EINTR, 20 left, at 10\n")
INTERRUPTED(nanosleep_by_a_stop, "nanosleep: 0, 0 left, at 30\n")
INTERRUPTED(clock_nanosleep_until, "clock_nanosleep: EINTR, 7 left, at 10\n")
INTERRUPTED(sleep, "sleep: 20, 0 left, at 10\n")
INTERRUPTED(select, "select: -1 EINTR, 20 left, at 10\n")
INTERRUPTED(select_that_is_ready, "select: 1, 20 left, at 10\n")
INTERRUPTED(poll, "poll: -1 EINTR, 0 left, at 10\n")
INTERRUPTED(poll_by_an_ignored_one, "poll: 0, 0 left, at 30\n")
INTERRUPTED(poll_by_a_stop, "poll: 0, 0 left, at 30\n")
INTERRUPTED(poll_by_a_long_stop, "poll: 0, 0 left, at 40\n")
INTERRUPTED(recv, "recv: -1 EINTR, 0 left, at 10\nrecv: -1 EAGAIN, 0 left, at 40\n")
INTERRUPTED(recv_by_an_ignored_one, "recv: -1 EAGAIN, 0 left, at 30\n")
INTERRUPTED(recv_by_a_stop, "recv: -1 EINTR, 0 left, at 20\n")
INTERRUPTED(epoll_wait, "epoll_wait: -1 EINTR, 0 left, at 10\n")
INTERRUPTED(epoll_wait_by_an_ignored_one, "epoll_wait: 0, 0 left, at 30\n")
INTERRUPTED(epoll_wait_by_a_stop, "epoll_wait: -1 EINTR, 0 left, at 20\n")
INTERRUPTED(recvmmsg, "recvmmsg: -1 EINTR, 0 left, at 10\n")
ASKED(alarm, "alarm: 20 left 3, 1 left, at 17\n")
ASKED(setitimer, "setitimer: 0 left 20 left 4, 20 left, at 10\n")
ASKED(timer_gettime, "timer_gettime: 0 left 4, 20 left, at 10\n")
ASKED(timerfd_gettime, "timerfd_gettime: 0 left 4, 20 left, at 10\n")
ASKED(ticks_of_timerfd, "timerfd: 7, 0 left, at 30\ntimerfd: 1, 0 left, at 31\n")
ASKED(ticks_of_setitimer, "setitimer: -1 EINTR, 5 left, at 19\n")
ASKED(getsockopt, "getsockopt: 0 left 30.5 left 30.5, 0 left, at 0\n")
ASKED(fork, "fork: 20, 0 left, at 10\n")
ASKED(exec, "exec: -1 EINTR, 1 left, at 20\n")
ASKED(closes_timerfd, "poll: 0, 0 left, at 3600\n")
ASKED(deletes_timer, "poll: 0, 0 left, at 3600\n")

static const struct CMUnitTest tests[] = {
	LIVE_TEST(in_nanosleep),
	LIVE_TEST(in_nanosleep_with_restart),
	LIVE_TEST(in_nanosleep_by_a_stop),
	LIVE_TEST(in_clock_nanosleep_until),
	LIVE_TEST(in_sleep),
	LIVE_TEST(in_select),
	LIVE_TEST(in_select_that_is_ready),
	LIVE_TEST(in_poll),
	LIVE_TEST(in_poll_by_an_ignored_one),
	LIVE_TEST(in_poll_by_a_stop),
	LIVE_TEST(in_poll_by_a_long_stop),
	LIVE_TEST(in_recv),
	LIVE_TEST(in_recv_by_an_ignored_one),
	LIVE_TEST(in_recv_by_a_stop),
	LIVE_TEST(in_epoll_wait),
	LIVE_TEST(in_epoll_wait_by_an_ignored_one),
	LIVE_TEST(in_epoll_wait_by_a_stop),
	LIVE_TEST(in_recvmmsg),
	LIVE_TEST(asked_alarm),
	LIVE_TEST(asked_setitimer),
	LIVE_TEST(asked_timer_gettime),
	LIVE_TEST(asked_timerfd_gettime),
	LIVE_TEST(asked_ticks_of_timerfd),
	LIVE_TEST(asked_ticks_of_setitimer),
	LIVE_TEST(asked_getsockopt),
	LIVE_TEST(asked_fork),
	LIVE_TEST(asked_exec),
	LIVE_TEST(asked_closes_timerfd),
	LIVE_TEST(asked_deletes_timer),
};

LIVE_MAIN(tests)
