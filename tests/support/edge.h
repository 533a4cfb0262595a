/*
 * What the tests of edge cases share (tests/edge_cases reads their first comments). Each proves from the record that its case truly
 * happened. That it does so is proved by tests/meta/edge_cases_need_their_means.c, which runs it with its means left out: then it must fail.
 */
#ifndef SUPPORT_EDGE_H
#define SUPPORT_EDGE_H

#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

/* A test over IPv4 and over IPv6. */
#define EDGE_TESTS(test) LIVE_TEST(test), LIVE_TEST_IPV6(test)

/* Is the case to be brought about? False where EDGE_WITHOUT_MEANS is set: all but the means is done. */
bool edge_means(void);

/* What the program has written on standard error so far holds TEXT. */
void edge_assert_says(struct sck_program *p, const char *text);

/* The N-th call (from 1) of this name or class was interrupted: by a rule, or by a signal, of which the record has the kernel's own errno. */
void edge_assert_interrupted(struct sck_session *s, const char *word, int n);

#endif
