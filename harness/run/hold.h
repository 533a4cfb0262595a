/*
 * Holding a program still at its n-th call of a kind, so that a test can act at that very moment. One such point a session.
 */
#ifndef RUN_HOLD_H
#define RUN_HOLD_H

#include "run/state.h"

/*
 * The N-th call, counted from the program's start; false: it has passed. WORD stays the caller's until the point is
 * reached or replaced.
 */
bool hold_at(struct sck_session *s, struct sck_program *p, enum sck_moment moment, const char *word, int n);
/* Is this thread to be held at this stop? Counts the calls that the word selects. */
bool hold_decide(struct sck_session *s, const struct tracee *who, enum sck_moment moment, bool is_socket);
bool hold_hit(const struct sck_session *s);
void hold_forget(struct sck_program *p); /* the point, if it is one of this program */

#endif
