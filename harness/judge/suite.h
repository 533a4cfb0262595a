/*
 * Runs a suite: every case that was asked for over every family that applies, each in a worker process, so that a crash
 * of the suite's own code costs that case alone and is called BROKEN.
 */
#ifndef JUDGE_SUITE_H
#define JUDGE_SUITE_H

#include "facts/result.h"
#include "plan/suite_plan.h"

struct family;
struct sck_case;
struct sck_err;
struct sck_suite;

/* One case over one family. */
struct suite_job {
	const struct sck_case *c;
	const struct family *family;
	/* Of a sweep: what is to be said of the run besides its verdict (probe.h), and the rule that it is made with. */
	enum { SWEEP_NO, SWEEP_CONTROL, SWEEP_BENT } sweep;
	const char *rule; /* NULL: none; two of them with a space between */
	bool ladder;  /* of a sweep: what came of the outcome is to be told, too (sweep_ladder.h) */
	bool surveys; /* of a run with a rule: its calls, too, say what they could have met */
	double limit; /* seconds a step may take; 0: the plan's */
	bool started_anew; /* no program of it begins by a copy of an earlier run's */
};

/* Who hears of the cases as they go. Either may be NULL. */
struct suite_watch {
	void (*begins)(void *arg, size_t count); /* so many cases and families were chosen */
	void (*ended)(void *arg, const struct result *row); /* in the order of their ends; without its points */
	void *arg;
};

/* What a worker needs besides the number of its job. */
struct suite_task {
	const struct sck_suite *suite;
	const struct suite_plan *plan;
	const struct suite_job *jobs;
	size_t jobs_count;
	const struct suite_watch *watch; /* NULL: nobody */
};

unsigned suite_families(const struct sck_suite *suite, const struct sck_case *c); /* those that apply to the case */

/* So many cases over so many families are chosen by PLAN. */
size_t suite_count(const struct sck_suite *suite, const struct suite_plan *plan);

/* The first of the words of --family that no case of the suite runs over; NULL: each has one. */
const char *suite_family_unknown(const struct sck_suite *suite, const struct suite_plan *plan);

/* The cases that PLAN chooses, each over each family that applies, in the suite's order; malloced. */
struct suite_job *suite_choose(const struct sck_suite *suite, const struct suite_plan *plan,
			       size_t *ret_count);
int suite_count_workers(const struct suite_task *task); /* as asked for, else one a processor; not more than jobs */
/* The shell command that runs JOB again; its rule behind --rule where a sweep made it, else each behind --inject. */
void suite_append_rerun(struct bytes *to, const struct sck_suite *suite,
			const struct suite_plan *plan, const struct suite_job *job);

/*
 * Blocks until every case has its verdict. The caller owns *ret (results_done()); its names are the suite's storage, its
 * program the plan's. -ENOENT: no case was chosen. A case's points are shared by its families (marks.h). WATCH may be NULL.
 */
int suite_run(const struct sck_suite *suite, const struct suite_plan *plan,
	      const struct suite_watch *watch, struct results *ret, struct sck_err *err);

#endif
