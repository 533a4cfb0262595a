/*
 * A tracer has the kernel deliver signals that the program ignores, and what it does not make again returned EINTR for them. Without one they
 * end no wait, and so they do not with ours: neither by the kernel's clock nor by the test's.
 */
#include "support/live.h"
#include "support/seen.h"

static void goes_on(struct sck_session *s, const char *call)
{
	struct sck_program *p = START(s, "waits_while_a_child_ends", "{host}", "{port}", call);
	struct sck_peer *of_child = sck_connect(s, p), *client = sck_connect(s, p);

	sck_until_parked(p);
	sck_send_text(of_child, "x");
	sck_until_parked(p);
	assert_int_equal(seen_count_events(s, RECORD_EXIT), 1);
	sck_send_text(client, "x");
	sck_expect_exit(p, 0);
	live_assert_output(p, "1\n");
}

#define BOTH(call)                                             \
	static void call##_by_the_kernel_s_clock(void **state) \
	{                                                      \
		goes_on(*state, #call);                        \
	}                                                      \
	static void call##_by_the_test_s_clock(void **state)   \
	{                                                      \
		sck_clock_auto(*state);                        \
		goes_on(*state, #call);                        \
	}

BOTH(epoll_wait)
BOTH(epoll_pwait)
BOTH(recv)

static const struct CMUnitTest tests[] = {
	LIVE_TEST(epoll_wait_by_the_kernel_s_clock), LIVE_TEST(epoll_pwait_by_the_kernel_s_clock),
	LIVE_TEST(recv_by_the_kernel_s_clock),       LIVE_TEST(epoll_wait_by_the_test_s_clock),
	LIVE_TEST(epoll_pwait_by_the_test_s_clock),  LIVE_TEST(recv_by_the_test_s_clock),
};

LIVE_MAIN(tests)
