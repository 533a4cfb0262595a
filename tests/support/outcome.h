/*
 * The verdict on a test that is meant to fail. The test runs in a process of its own, in a session
 * of its own, as cmocka would run it, and its output is thrown away; what comes back is the verdict
 * that its session had.
 */
#ifndef SUPPORT_OUTCOME_H
#define SUPPORT_OUTCOME_H

#include "facts/verdict.h"
#include "sockcheck.h"

struct outcome {
	enum verdict_kind kind;
	enum cause cause;
	int failed; /* what cmocka counted: 1 where an assertion of the test failed */
	int line;
	char file[256], message[1024], want[1024], got[1024];
	char detail[16384];
};

/* Valid until the next call. It blocks until the test has ended. */
const struct outcome *outcome_of(void (*test)(void **state));
const struct outcome *outcome_over(enum sck_family family, void (*test)(void **state));

/* The test fails, as cmocka and as the verdict have it, for this cause; returns the rest. */
const struct outcome *outcome_assert_fails(void (*test)(void **state), enum cause cause);
/* The verdict's message, details, want or got hold this text. */
void outcome_assert_says(const struct outcome *o, const char *text);

#endif
