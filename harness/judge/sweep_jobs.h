/*
 * Has a sweep's jobs done: takes what the journal has of them, has the pool make the rest, and keeps that.
 */
#ifndef JUDGE_SWEEP_JOBS_H
#define JUDGE_SWEEP_JOBS_H

#include "judge/suite.h"

struct pool;
struct sweep_journal;

struct sweep_jobs {
	const struct sck_suite *suite;
	const struct suite_plan *plan;
	struct pool *pool;
	struct sweep_journal *journal; /* NULL: none */
	const struct suite_job *list;
	size_t count;
	int time; /* the journal's, of the first of those that are alike; they stand side by side */
	void (*ended)(void *arg, size_t count); /* so many of them are through; may be NULL */
	void *arg;
};

/* Blocks until each has its row in ROWS, which are all zero. */
void sweep_jobs_run(const struct sweep_jobs *jobs, struct result *rows);

#endif
