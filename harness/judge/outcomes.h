/*
 * Outcome coverage of a suite's run: what each call of a case could have met, and what it met, by a rule or by what a peer did. Said in a
 * worker, added up in its parent.
 */
#ifndef JUDGE_OUTCOMES_H
#define JUDGE_OUTCOMES_H

#include "facts/outcome_line.h"
#include <stdbool.h>

struct sck_session;

/* Appends a line for each, of a session that was surveyed (session_survey()). */
void outcomes_take(struct bytes *to, const struct sck_session *s);
/* Adds TEXT to LINES; what was met was survived if the case has PASSED. What cannot be read is left out. */
void outcomes_add(struct outcome_lines *lines, const struct bytes *text, bool passed);

#endif
