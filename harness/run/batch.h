/*
 * The time-out that recvmmsg(2) has of its own, where the clock is the session's: the kernel looks at it after each datagram only, so when
 * it has come the call ends with the next one. See batch.c.
 */
#ifndef RUN_BATCH_H
#define RUN_BATCH_H

#include "run/pending.h"

/* WHO is about to make its call: the address of that time-out; 0: it has none, or makes another call. */
int64_t batch_time_out(const struct tracee *who);
/* The call of P is made without it; or what is left of the call, where it has come. */
void batch_begin(const struct pending *p);
/* It returns RESULT: what it is to return. Or P->wait.restarts, and what is left of it is made. */
int64_t batch_leave(const struct sck_session *s, struct pending *p, int64_t result);
void batch_clear_error(const struct tracee *who); /* recvmmsg(2) was interrupted behind a datagram */

#endif
