/* The steps of sockcheck.h that make the clock of a session the test's own. */
#include "base/err.h"
#include "judge/step.h"
#include "run/clock.h"
#include "run/due.h"
#include <errno.h>

void sck_clock_set(struct sck_session *s, const char *date)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	if (clock_set(s, date, &err) < 0)
		step_broken(s, &err);
}

void sck_clock_rate(struct sck_session *s, double rate)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	if (clock_rate(s, rate, &err) < 0)
		step_broken(s, &err);
}

void sck_clock_auto(struct sck_session *s)
{
	struct sck_err err = { 0 };

	STEP_BEGIN(s);
	if (clock_auto(s, &err) < 0)
		step_broken(s, &err);
}

/* What comes due on the way does so at its own time, and whoever it wakes up comes to rest before the clock goes on. */
void sck_clock_advance(struct sck_session *s, int64_t for_ns)
{
	struct sck_err err = { 0 };
	int64_t left;

	STEP_BEGIN(s);
	if (!clock_is_ours(s)) {
		err_set(&err, -EINVAL, "the clock is the kernel's (expected sck_clock_auto() or another of its kind before the first program)");
		step_broken(s, &err);
	}
	do {
		step_until_quiet(s, NULL, NULL, CAUSE_LIMIT, "all programs at rest");
		left = due_left(s) < for_ns ? due_left(s) : for_ns;
		due_go(s, left);
		for_ns -= left > 0 ? left : 0;
	} while (for_ns > 0);
	step_until_quiet(s, NULL, NULL, CAUSE_LIMIT, "all programs at rest");
}
