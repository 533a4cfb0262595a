/*
 * The calls in which a thread can be blocked for long: how each says for how long, and what it returns when that time is up.
 * Covers the waits of the call table and those that are no socket calls (futex, nanosleep, wait4 ...). Plain data.
 */
#ifndef FACTS_PARK_H
#define FACTS_PARK_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

enum park_timer { /* of argument timer_arg, where it is one */
		  PARK_NEVER,
		  PARK_MS,       /* milliseconds, negative: no time-out */
		  PARK_TIMESPEC, /* points to a time-out, NULL: none */
		  PARK_TIMEVAL,
		  PARK_FUTEX, /* points to a time-out or a time, as the operation in argument 1 says; NULL: none */
		  PARK_UNTIL, /* points to a time on the clock of the next argument; NULL: none */
		  PARK_WALL,  /* points to a time on CLOCK_REALTIME; NULL: none */
		  PARK_SLEEP, /* points to a time-out; the next argument takes what is left of it */
		  PARK_SLEEP_ON, /* the same, or a time: argument 0 is the clock, 1 the flags (clock_nanosleep) */
		  PARK_ALWAYS, /* one that cannot be seen */
		  PARK_SOCKET, /* SO_RCVTIMEO or SO_SNDTIMEO of the descriptor, where it is a socket */
};

enum park_can {
	PARK_FD = 1,   /* argument 0 is the descriptor that it waits on */
	PARK_REST = 2, /* what is left of the time-out is written where it stood */
	PARK_SETS = 4, /* arguments 1 to 3 are descriptor sets, empty after the time-out */
};

struct park {
	const char *name;
	int nr_x86_64, nr_aarch64; /* -1: this architecture has no such call */
	enum park_timer timer;
	uint8_t timer_arg;
	unsigned can;  /* enum park_can */
	int timed_out; /* 0 or a negative errno */
};

extern const struct park park_table[];
extern const size_t park_table_count;

/* NULL: a blocked thread in this call is not known to be parked */
const struct park *park_by_number(int64_t nr);
int park_number(const struct park *p); /* -1: this architecture has no such call */

#endif
