/*
 * The control of a sweep's case: of several runs in which nothing was done, the one that is most like the others. What it alone did
 * so often is no measure for other runs.
 */
#ifndef JUDGE_SWEEP_CONTROL_H
#define JUDGE_SWEEP_CONTROL_H

#include "judge/probe.h"

/* The last call of the run that could have met what KIND says; NULL: none. */
const struct survey_chance *sweep_control_last(const struct probe *p, const struct survey_chance *kind);
/* Of COUNT runs (two or more), one whose program fared as another's, and which has the fewest calls that came so often in it alone; -1: none. */
int sweep_control_choose(const struct probe *probes, int count);
/* Takes from PROBES[CHOSEN] the chances of calls that came so often in it alone, and appends the names of these calls, with spaces. */
void sweep_control_keep_even(struct probe *probes, int count, int chosen, struct bytes *ret_uneven);

#endif
