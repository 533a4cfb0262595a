/*
 * Every wait of thirty seconds ends by a clock that jumps, and no earlier than it is told to by one that is moved by hand.
 */
#include "support/live.h"

static void is_skipped(struct sck_session *s, const char *call)
{
	sck_limit(s, 100);
	sck_clock_auto(s);
	sck_expect_text(sck_connect(s, START(s, "waits", "{port}", call, "30000")), "done");
}

static void ends_at_its_time(struct sck_session *s, const char *call)
{
	struct sck_program *p;
	struct sck_peer *client;

	sck_clock_auto(s);
	p = START(s, "waits", "{port}", call, "30000");
	client = sck_connect(s, p);
	sck_until_parked(p);
	sck_clock_advance(s, 30 * SCK_SECOND - 1);
	sck_expect_silence(client);
	sck_clock_advance(s, 1);
	sck_expect_text(client, "done");
}

#define BOTH(call)                                        \
	static void call##_is_skipped(void **state)       \
	{                                                 \
		is_skipped(*state, #call);                \
	}                                                 \
	static void call##_ends_at_its_time(void **state) \
	{                                                 \
		ends_at_its_time(*state, #call);          \
	}
#define BOTH_TESTS(call) LIVE_TEST(call##_is_skipped), LIVE_TEST(call##_ends_at_its_time)

BOTH(poll)
BOTH(ppoll)
BOTH(select)
BOTH(pselect)
BOTH(epoll_wait)
BOTH(epoll_pwait2)
BOTH(recv)
BOTH(accept)
BOTH(cond_wait)
BOTH(sigwait)
BOTH(timerfd)
BOTH(timer)
BOTH(itimer)
BOTH(wait)
BOTH(nanosleep)

static const struct CMUnitTest tests[] = {
	BOTH_TESTS(poll),    BOTH_TESTS(ppoll),      BOTH_TESTS(select),
	BOTH_TESTS(pselect), BOTH_TESTS(epoll_wait), BOTH_TESTS(epoll_pwait2),
	BOTH_TESTS(recv),    BOTH_TESTS(accept),     BOTH_TESTS(cond_wait),
	BOTH_TESTS(sigwait), BOTH_TESTS(timerfd),    BOTH_TESTS(timer),
	BOTH_TESTS(itimer),  BOTH_TESTS(wait),       BOTH_TESTS(nanosleep),
};

LIVE_MAIN(tests)
