/*
 * Holds a check's report against what is known of the program: that it is good, or what a broken one says of itself. Pure: texts
 * in, a text out.
 */
#ifndef SUPPORT_META_JUDGE_H
#define SUPPORT_META_JUDGE_H

#include "base/bytes.h"
#include "meta_check.h"
#include "meta_claim.h"
#include <stdbool.h>

struct meta_judgement {
	struct bytes complaints; /* a line each; empty: all is as it should be */
	struct bytes skipped;    /* a line for each case that this machine cannot run */
	bool is_idle;            /* nothing that had to be seen could be run here */
};

/* MAY_SKIP: this machine refuses namespaces or has no IPv6. */
void meta_judge_good(struct meta_judgement *ret, const struct meta_report *r, bool may_skip);
void meta_judge_broken(struct meta_judgement *ret, const struct meta_report *r,
		       const struct meta_claim *c, bool may_skip);
void meta_judgement_done(struct meta_judgement *j);

#endif
