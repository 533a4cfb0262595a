/*
 * The control of a sweep's case: of several runs in which nothing was done, one that another is like.
 */
#ifndef JUDGE_SWEEP_CONTROL_H
#define JUDGE_SWEEP_CONTROL_H

#include "judge/probe.h"

/* The last call of the run that could have met what KIND says; NULL: none. */
const struct survey_chance *sweep_control_last(const struct probe *p, const struct survey_chance *kind);
/* The first of COUNT runs (two or more) that another is like; -1: none, and *ret_unlike says what the first two differ in. */
int sweep_control_choose(const struct probe *probes, int count, const char **ret_unlike);

#endif
