/*
 * Findings of an earlier sweep that are accepted: its JSON report.
 */
#ifndef CLI_BASELINE_H
#define CLI_BASELINE_H

#include "judge/sweep.h"

/* Marks the findings of SWEPT that the report at PATH has, too: same function (or place), call and outcome. 0 or -EINVAL. */
int baseline_apply(const char *path, struct sweep *swept, struct sck_err *err);

#endif
