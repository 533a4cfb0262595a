/*
 * How a class is graded: the suite and what it is asked. What was graded otherwise is no older result of the same (--since, --resume).
 */
#ifndef CLI_GRADE_HOW_H
#define CLI_GRADE_HOW_H

#include "base/bytes.h"
#include "judge/grade.h"

/* A line of the suite's content and of its options, which end with NULL. 0, or a negative errno where the suite cannot be read. */
int grade_how(struct bytes *to, const char *suite, const char *const *options, struct sck_err *err);
/* A word for that line, PLAN's `how`, and for what the submissions are built with. */
void grade_how_sum(struct bytes *to, const struct grade_plan *plan);

#endif
