/*
 * Two outcomes in one run, where the first leads the program to calls that it makes nowhere without any: the way behind an error. What an
 * outcome alone comes to is not made again.
 */
#ifndef JUDGE_SWEEP_PAIRS_H
#define JUDGE_SWEEP_PAIRS_H

#include "judge/sweep_runs.h"

struct sweep;

#define SWEEP_AND " " /* between the two rules of a run */

struct sweep_pairs {
	void *known; /* a tree of texts, see tsearch(3): what a control's calls could have met, and the pairs in LIST */
	struct planned *list;
	size_t count;
};

/* After RUN of R, in which nobody was found wanting, there may be more: by what ROW says that its calls could have met. */
void sweep_pairs_find(struct sweep_pairs *p, const struct sweep_runs *r, struct planned *run,
		      const struct result *row);
/* They are R's now, but for those whose second outcome has been found FOUND at that line by itself; then the budget is kept. */
void sweep_pairs_plan(struct sweep_pairs *p, struct sweep_runs *r, struct sweep *found);
void sweep_pairs_done(struct sweep_pairs *p);

#endif
