/*
 * What no submission may see: the suites and what they come from, the results, the policy, the other submissions, and where the teacher stands.
 */
#ifndef CLI_GRADE_HIDDEN_H
#define CLI_GRADE_HIDDEN_H

#include "judge/submission.h"

/* Absolute paths; ends with NULL. The caller ends it with grade_hidden_done(). */
char **grade_hidden(const char *suite, const char *folder, const char *policy,
		    const struct submissions *submissions); /* POLICY NULL: there is none */
void grade_hidden_done(char **list);

#endif
