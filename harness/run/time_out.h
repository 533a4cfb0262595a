/*
 * Calls that wait with a time-out, where the clock is the session's own: the time-out is taken away at the entry, and kept; when it has
 * come the call is interrupted, and returns what it would have.
 */
#ifndef RUN_TIME_OUT_H
#define RUN_TIME_OUT_H

#include "run/pending.h"

/* WHO is about to make its call. True: it has a time-out, and its exit is wanted. */
bool time_out_enter(struct sck_session *s, struct tracee *who);
/* Its call returns RESULT: what it is to return. */
int64_t time_out_leave(struct sck_session *s, struct tracee *who, int64_t result);
void time_out_fire(struct pending *p);
void time_out_signal(struct sck_session *s, const struct tracee *who, int signal); /* is about to be delivered */
void time_out_forget(struct sck_session *s, const struct tracee *who);

#endif
