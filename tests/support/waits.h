/*
 * Every kind of wait, and every clock, that a session's clock is measured by: one row each, for the live test, the benchmark and the table
 * of the manual (tests/support/waits_table). What a row's fixture prints is read here.
 */
#ifndef SUPPORT_WAITS_H
#define SUPPORT_WAITS_H

#include <stdbool.h>
#include <stddef.h>

enum waits_faketime { /* what becomes of it under libfaketime */
		      FAKETIME_YES,
		      FAKETIME_NO,    /* it takes as long as without */
		      FAKETIME_WRONG, /* it is faster, and returns something else */
		      FAKETIME_HANGS, /* it takes for ever, or so many times longer as the clock is faster */
};

struct waits_row {
	const char *name;    /* in the manual */
	const char *program; /* a fixture, and its first argument; the seconds are the second */
	const char *kind;
	const char *says; /* what the wait returns */
	int late_by;      /* ms that it may be late by where the clock jumps */
	enum waits_faketime faketime;
	bool is_ours;     /* else the time that it waits for, or tells, is the kernel's */
	bool is_whole;    /* it takes whole seconds only */
	bool never_rests; /* so the test's hand is not waited for */
};

extern const struct waits_row waits_rows[];
extern const size_t waits_rows_count;

/* The words that run it, in PATH of the fixture; ends with NULL. Valid until the next call. */
const char *const *waits_words(const struct waits_row *row, const char *path, double seconds);
/* "30.000000 -1 EAGAIN\n": the time, and what it returned. False: that is no such text. */
bool waits_read(const char *text, double *ret_seconds, char *ret_says, size_t room);

#endif
