/*
 * How a teacher marks a suite's cases, in a small file of rows "GLOB: WORD, WORD": who sees a case, what it is worth, and whether the families share its
 * points. Text in, a struct out; it knows neither the suite nor the results.
 */
#ifndef PLAN_POLICY_H
#define PLAN_POLICY_H

#include "base/bytes.h"
#include "facts/result.h"
#include <stdbool.h>

struct sck_err;

/* What one row says, or all of them of one case. */
struct policy_case {
	enum visibility visibility;
	double points;       /* below 0: the suite's */
	bool all_or_nothing; /* no points unless it passes over every family that counts */
};

struct policy_row {
	const char *glob;
	unsigned line;
	bool sets_visibility, sets_points, sets_share;
	struct policy_case says;
};

struct policy {
	struct policy_row *rows;
	size_t count;
	struct bytes text; /* as it was given */
	struct bytes cut;  /* what the globs point into */
};

/* 0, or -EINVAL with ERR "LINE: what is wrong (what is expected)". The caller ends *ret with policy_done() in either case. */
int policy_parse(struct policy *ret, const void *text, size_t len, struct sck_err *err);
void policy_done(struct policy *p);

/* Every row whose glob matches holds; where two say something of the same, the later one. */
struct policy_case policy_of(const struct policy *p, const char *name);

#endif
