/*
 * Outcome coverage as text, as a tracefile of lcov and as JSON, of a sweep and of a suite's run alike.
 */
#ifndef REPORT_OUTCOMES_H
#define REPORT_OUTCOMES_H

#include "facts/outcome_line.h"
#include <jansson.h>

/* A line for each call: how many of its outcomes it has met, and which of them it has not survived. */
void outcomes_text(struct bytes *to, const struct outcome_lines *all);
/* PROGRAM is argv, beside whose words the sources may be. */
void outcomes_tracefile(struct bytes *to, const struct outcome_lines *all, const char *const *program);
json_t *outcomes_json(const struct outcome_lines *all);

/* "server.c:42" and "serve" of a call site; null: not known. */
json_t *outcomes_place(const struct bytes *site);
json_t *outcomes_function(const struct bytes *site);

/* One line of the text: the outcomes of one call. */
struct outcomes_row {
	const char *site;
	const struct call *call;
	size_t met, count;
	struct bytes words; /* "short EAGAIN! reset-" */
};
/* Calls EACH with one call after another, in the order of file, line and call; the words are freed behind it. */
void outcomes_each(const struct outcome_lines *all,
		   void (*each)(void *arg, const struct outcomes_row *row), void *arg);

#endif
