/*
 * A program that may set the clock sets the session's, and all that tell the time agree. (Where this failed the machine's would be
 * set to what it is.)
 */
#include "support/live.h"

#include "os/proctext.h"
#include <linux/capability.h>
#include <unistd.h>

static bool may_set(void)
{
	int64_t capabilities = 0;

	proctext_number(getpid(), "status", "CapEff:", 16, &capabilities);
	return (uint64_t)capabilities >> CAP_SYS_TIME & 1;
}

static void sets_the_session_s(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *p;

	sck_clock_auto(s);
	sck_clock_set(s, "2038-01-19 03:14:07");
	p = START(s, "time_is_set");
	sck_expect_exit(p, 0);
	live_assert_output(p, may_set() ? "before: later\n"
					  "set\n"
					  "adjtimex beside clock_gettime: the same\n"
					  "behind: the same\n"
					: "before: later\n"
					  "not set\n"
					  "adjtimex beside clock_gettime: the same\n"
					  "behind: later\n");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(sets_the_session_s),
};

LIVE_MAIN(tests)
