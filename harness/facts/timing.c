/* See timing.h. */
#include "facts/timing.h"
#include "facts/call.h"

/* clang-format off */
#define ROW(name, x86_64, aarch64, kind) { #name, x86_64, aarch64, TIMING_##kind }

const struct timing timing_table[] = {
	/*  name            x86-64 arm64 */
	ROW(clock_gettime,    228, 113, CLOCK),
	ROW(gettimeofday,      96, 169, TIMEVAL),
	ROW(time,             201,  -1, SECONDS),
	ROW(clock_settime,    227, 112, SET_CLOCK),
	ROW(settimeofday,     164, 170, SET_TIMEVAL),
	ROW(adjtimex,         159, 171, ADJUST),
	ROW(clock_adjtime,    305, 266, ADJUST_CLOCK),
	ROW(times,            100, 153, TICKS),
	ROW(sysinfo,           99, 179, UPTIME),
	ROW(alarm,             37,  -1, ALARM),
	ROW(setitimer,         38, 103, ITIMER_SET),
	ROW(getitimer,         36, 102, ITIMER_GET),
	ROW(timer_create,     222, 107, TIMER_NEW),
	ROW(timer_settime,    223, 110, TIMER_SET),
	ROW(timer_gettime,    224, 108, TIMER_GET),
	ROW(timer_getoverrun, 225, 109, TIMER_OVERRUN),
	ROW(timer_delete,     226, 111, TIMER_END),
	ROW(timerfd_settime,  286,  86, FD_SET),
	ROW(timerfd_gettime,  287,  87, FD_GET),
};
const size_t timing_table_count = sizeof(timing_table) / sizeof(timing_table[0]);
/* clang-format on */

int timing_number(const struct timing *t)
{
	return call_number_of(t->nr_x86_64, t->nr_aarch64);
}

const struct timing *timing_by_number(int64_t nr)
{
	for (size_t i = 0; i < timing_table_count && nr >= 0; i++)
		if (timing_number(&timing_table[i]) == nr)
			return &timing_table[i];
	return NULL;
}
