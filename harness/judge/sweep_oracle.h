/*
 * What a correct program does when it meets an outcome, held against what this one did.
 */
#ifndef JUDGE_SWEEP_ORACLE_H
#define JUDGE_SWEEP_ORACLE_H

#include "facts/result.h"
#include "judge/probe.h"

/*
 * CONTROL is the same case's run without the outcome, GOT the run with it and ROW its verdict. True: a finding, and ROW's verdict is a
 * FAIL that says it. An outcome that is no error but less, later or again (short, EINTR, EAGAIN ...) must leave the case as it was;
 * after one that ends something the program may not crash, hang, run on and on or stop to serve others.
 */
bool sweep_judge(const struct survey_chance *chance, const struct probe *control,
		 const struct probe *got, struct result *row);
/* Do all further calls meet it? */
bool sweep_lasts(const struct survey_chance *chance);
/* Is the outcome one that a correct program makes nothing of? */
bool sweep_is_absorbed(const struct survey_chance *chance);

#endif
