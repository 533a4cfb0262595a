/*
 * What rows are worth: a case's points, shared by its families. It gives points for verdicts, and never a verdict.
 */
#ifndef JUDGE_MARKS_H
#define JUDGE_MARKS_H

#include "judge/case_list.h"
#include "plan/policy.h"

/*
 * The rows of one case, FIRST to END. Its points are shared by those that it passed or failed over, or was not run over because a basic case failed; what
 * else was skipped, or broke, counts for nothing. ALL_OR_NOTHING: there are none unless it passed over each that counts.
 */
void marks_share(struct result *first, struct result *end, double points, bool all_or_nothing);

/* Marks a suite's results as the policy says; the points that it says nothing of are the list's. Of what was not built the first row stays as it is. */
void marks_apply(struct results *r, const struct policy *policy, const struct case_list *cases);

#endif
