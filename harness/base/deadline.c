/*
 * The clocks. Nothing else in the harness reads a clock, so that one place decides what
 * time it is. It waits for nothing.
 */
#include "base/deadline.h"

int64_t deadline_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

int64_t deadline_date(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

int64_t deadline_after(int64_t for_ns)
{
	int64_t at;

	return __builtin_add_overflow(deadline_now(), for_ns, &at) ? INT64_MAX : at;
}

int64_t deadline_left(int64_t at)
{
	int64_t now = deadline_now();

	return at > now ? at - now : 0;
}

struct timespec deadline_timespec(int64_t for_ns)
{
	if (for_ns < 0)
		for_ns = 0;
	return (struct timespec){ .tv_sec = for_ns / NS_PER_S, .tv_nsec = for_ns % NS_PER_S };
}

bool deadline_ns(struct timespec t, int64_t *ret)
{
	const int64_t longest_s = INT64_MAX / NS_PER_S / 2;

	if (t.tv_sec < 0 || t.tv_nsec < 0 || t.tv_nsec >= NS_PER_S)
		return false;
	*ret = t.tv_sec > longest_s ? longest_s * NS_PER_S : t.tv_sec * NS_PER_S + t.tv_nsec;
	return true;
}
