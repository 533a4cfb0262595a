/*
 * Outcome coverage: what an outcome was at a call site of a program, in one run or in many. Plain data.
 */
#ifndef FACTS_OUTCOME_LINE_H
#define FACTS_OUTCOME_LINE_H

#include "base/bytes.h"

struct call;
struct outcome;

struct outcome_line {
	struct bytes site; /* "server.c:42 serve"; empty: not known */
	const struct call *call;
	const struct outcome *outcome;
	size_t planned, met, survived; /* so often it could have come, came, and was borne */
};

struct outcome_lines {
	struct outcome_line *list;
	size_t count;
};

/* The one, which is made where it is not there yet; valid until the next one is made. */
struct outcome_line *outcome_lines_at(struct outcome_lines *lines, const char *site,
				      const struct call *call, const struct outcome *outcome);
void outcome_lines_done(struct outcome_lines *lines);

#endif
