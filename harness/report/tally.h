/*
 * The results of a class counted: the cases that there are, how each student fared in each, and the failures that several share.
 */
#ifndef REPORT_TALLY_H
#define REPORT_TALLY_H

#include "report/gradebook.h"
#include <stdbool.h>

enum tally_mark {
	TALLY_NONE,  /* the student's results have no such case */
	TALLY_PASS,  /* over every family that counts */
	TALLY_MIXED, /* over some families it fails */
	TALLY_FAIL,
	TALLY_SKIP,
	TALLY_BROKEN,
};

struct tally_failure { /* one case, cause and message */
	const struct result *example;
	size_t *students; /* their places in the gradebook, each once */
	size_t count;
};

struct tally {
	const char **cases; /* names, in the order in which they first come */
	size_t cases_count;
	enum tally_mark *marks;         /* a row a student, a column a case */
	struct tally_failure *failures; /* the commonest first */
	size_t failures_count;
};

/* Names and examples stay in G, which lives longer. */
void tally_make(struct tally *ret, const struct gradebook *g);
void tally_done(struct tally *t);
static inline enum tally_mark tally_mark(const struct tally *t, size_t student, size_t number)
{
	return t->marks[student * t->cases_count + number];
}

#endif
