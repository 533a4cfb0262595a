/*
 * Results as a student may see them. The formats are given these in place of the truth, so that none of them can tell of a hidden case: it is not in
 * what they have. It hides, and judges nothing.
 */
#ifndef REPORT_REDACT_H
#define REPORT_REDACT_H

#include "facts/result.h"

enum redact_hidden {
	REDACT_SUM, /* in their place a row a family, "3 hidden cases, 1 passed", with their points and their worst verdict */
	REDACT_AWAY, /* nothing */
	REDACT_KEEP, /* they stand as they are, for whoever looks at the visibility of each */
};

struct redacted {
	struct results results; /* the rest is that of the truth, which must outlive it */
	char name[80];          /* of the row in their place */
};

/* Whatever HIDDEN says, no row names a hidden case as the one for whose failure it was not run. */
void redact_make(struct redacted *ret, const struct results *r, enum redact_hidden hidden);
void redact_done(struct redacted *d);

#endif
