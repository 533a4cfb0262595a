/*
 * What a sweep runs: each case over each family with one rule, as its control says what could come of it.
 */
#ifndef JUDGE_SWEEP_RUNS_H
#define JUDGE_SWEEP_RUNS_H

#include "judge/probe.h"
#include "judge/suite.h"

struct outcome_lines;
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
	struct survey_chance first; /* of two outcomes, CHANCE being the second; no call: there is one alone */
	struct probe behind_first; /* what became of the program when it was, without its chances; it is what the second is held against ... */
	bool first_passes;         /* ... where the case passed */
	struct bytes site;         /* of the second one, which no control has */
	bool is_at_offset;         /* its rule means a byte of a stream, not the n-th call */
	bool has_fired, is_finding;
	size_t finding;     /* in the order in which they were found, where it is one ... */
	bool is_made_again; /* ... to see whether it comes each time */
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
/* What the calls of the controls could meet, be a run of it planned or not. */
void sweep_runs_note_lines(const struct sweep_runs *r, struct outcome_lines *lines);
/* Behind those of FIRST to END: the next number of each kind whose last one acted. */
void sweep_runs_plan_further(struct sweep_runs *r, size_t first, size_t end);
/* The plan's rule fits none of the calls that its cases make: -EINVAL, and what would. 0: it does, or there is no rule, or no case is left. */
int sweep_runs_check_rule(const struct sweep_runs *r, struct sck_err *err);
/* Does the plan ask for it in runs of this kind? */
bool sweep_runs_wants(const struct sweep_plan *plan, unsigned kind, const struct survey_chance *chance);
/* One more, whose storage is taken over. */
struct planned *sweep_runs_add(struct sweep_runs *r, const struct planned *run);
/* Whom a rule is for that means a family alone: ":family=ipv6", ":peer=[::1]"; "": all. */
const char *sweep_runs_whom(const struct survey_chance *chance);
/* One that is not made after all. */
void sweep_runs_drop(struct planned *run);
void sweep_runs_done(struct sweep_runs *r);

#endif
