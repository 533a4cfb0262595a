/*
 * What a sweep runs: each case over each family with one rule, as its control says what could come of it.
 */
#ifndef JUDGE_SWEEP_RUNS_H
#define JUDGE_SWEEP_RUNS_H

#include "judge/probe.h"
#include "judge/suite.h"

struct sweep_plan;

/* A case over a family, and how it runs when nothing happens. */
struct swept {
	struct suite_job job;
	const char *name, *family;
	struct probe control;
	bool is_left_out;
};

struct planned {
	size_t swept;                /* index */
	struct survey_chance chance; /* its site in the control's */
	struct bytes rule;
	bool is_at_offset; /* its rule means a byte of a stream, not the n-th call */
	bool has_fired, is_finding;
};

struct sweep_runs {
	const struct sck_suite *suite;
	const struct sweep_plan *plan;
	struct swept *swept;
	size_t swept_count;
	struct planned *list;
	size_t count, room;
};

/* One more in LIST, all zero. */
#define SWEEP_ADD(list, count)                                                                  \
	((list) = reallocarray(list, (count) + 1, sizeof(*(list))), (list) ? (void)0 : abort(), \
	 memset(&(list)[count], 0, sizeof(*(list))), &(list)[(count)++])

/* By what the controls have met; then the budget is kept. */
void sweep_runs_plan(struct sweep_runs *r);
/* Behind those of FIRST to END: the next number of each kind whose last one acted. */
void sweep_runs_plan_further(struct sweep_runs *r, size_t first, size_t end);
void sweep_runs_done(struct sweep_runs *r);

#endif
