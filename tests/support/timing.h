/*
 * Measuring on a machine that does other things too: the variants of a benchmark take turns, each
 * round gives a number for each, and what counts is the median over the rounds. Knows nothing of
 * what is measured.
 */
#ifndef SUPPORT_TIMING_H
#define SUPPORT_TIMING_H

#include <stddef.h>

enum { TIMING_ROUNDS_MOST = 64 };

struct timing { /* one number a round */
	double values[TIMING_ROUNDS_MOST];
	size_t count;
};

void timing_add(struct timing *t, double value);
double timing_median(const struct timing *t); /* 0 where there is none */
double timing_most(const struct timing *t);
/* The median of (A - A_BASE) / (B - B_BASE), round by round; a base may be NULL. */
double timing_ratio(const struct timing *a, const struct timing *a_base, const struct timing *b,
		    const struct timing *b_base);

/* This process, and what it starts, keeps to one processor. */
void timing_keep_to_one_processor(void);
/*
 * ... and runs before all others (SCHED_FIFO): numbers from a busy machine are then those of an
 * idle one. That is refused to an ordinary user, whose numbers are rougher.
 */
void timing_go_before_others(void);
/* How many processes wanted to run, on the average of the last minute. */
double timing_load(void);

/* Below the build that this program belongs to: "sockcheck". Valid until the process ends. */
const char *timing_built(const char *name);
/* Runs ARGV, which prints one number, to its end. Negative: it did not. */
double timing_run(const char *const *argv);

#endif
