/*
 * What a session's clock consists of, and all that waits for it. Plain data, private to run/ as state.h is.
 */
#ifndef RUN_CLOCK_STATE_H
#define RUN_CLOCK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLOCK_STATE_IDS = 12 }; /* clock IDs, see clock_gettime(2) */

enum clock_mode {
	CLOCK_KERNEL, /* it is not ours */
	CLOCK_RUNS,   /* RATE times as fast as the kernel's */
	CLOCK_JUMPS,  /* it stands while somebody works */
};

struct pending;
struct socket_time;

struct clock_state {
	enum clock_mode mode;
	double rate;
	int64_t at, real_at; /* it said AT when the kernel's monotonic clock said REAL_AT */
	int64_t bases[CLOCK_STATE_IDS];   /* what the kernel's clocks said when the session began */
	int64_t wall_shift;               /* so much further is CLOCK_REALTIME by the test's will */
	int rests;                        /* so often has everybody rested */
	int looks;                        /* due_work() since the last time */
	int64_t looked_at, cpu;           /* when that was last, and the processor time by then */
	struct socket_time *socket_times; /* see socket_time.h */
	size_t socket_times_count;
	struct pending *pending; /* see pending.h */
};

#endif
