/*
 * Which of the planned runs are made, where not all are: those of a budget, those of a shard.
 */
#ifndef JUDGE_SWEEP_DRAW_H
#define JUDGE_SWEEP_DRAW_H

#include "judge/sweep_runs.h"

/* Of those from FIRST on as many as the plan allows. */
void sweep_draw_budget(struct sweep_runs *r, size_t first);
/* This shard's. Further waves stay with the run that they come from. */
void sweep_draw_shard(struct sweep_runs *r);

#endif
