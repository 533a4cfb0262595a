/*
 * The calls that tell a clock or set a timer, and so are answered by the session where its clock is the test's. Plain data. What waits
 * for a time stands in park.h.
 */
#ifndef FACTS_TIMING_H
#define FACTS_TIMING_H

#include <stddef.h>
#include <stdint.h>

enum timing_kind {
	TIMING_CLOCK,         /* clock_gettime: clock, struct timespec * */
	TIMING_TIMEVAL,       /* gettimeofday: struct timeval * */
	TIMING_SECONDS,       /* time: time_t *, and the result */
	TIMING_SET_CLOCK,     /* clock_settime: clock, const struct timespec * */
	TIMING_SET_TIMEVAL,   /* settimeofday: const struct timeval *, zone */
	TIMING_ADJUST,        /* adjtimex: struct timex * */
	TIMING_ADJUST_CLOCK,  /* clock_adjtime: clock, struct timex * */
	TIMING_TICKS,         /* times: its result */
	TIMING_UPTIME,        /* sysinfo: struct sysinfo *, its uptime */
	TIMING_ALARM,         /* seconds */
	TIMING_ITIMER_SET,    /* which, new, old */
	TIMING_ITIMER_GET,    /* which, current */
	TIMING_TIMER_NEW,     /* clock, struct sigevent *, timer_t * */
	TIMING_TIMER_SET,     /* timer, flags, new, old */
	TIMING_TIMER_GET,     /* timer, current */
	TIMING_TIMER_OVERRUN, /* timer: its result */
	TIMING_TIMER_END,     /* timer */
	TIMING_FD_SET,        /* descriptor, flags, new, old */
	TIMING_FD_GET,        /* descriptor, current */
};

struct timing {
	const char *name;
	int nr_x86_64, nr_aarch64; /* -1: this architecture has no such call */
	enum timing_kind kind;
};

extern const struct timing timing_table[];
extern const size_t timing_table_count;

const struct timing *timing_by_number(int64_t nr); /* NULL: none of them */
int timing_number(const struct timing *t);         /* -1: this architecture has no such call */

#endif
