/*
 * Calls that are made later: after a time, when another thread has come to a certain call, or when all others wait. Such a thread is held; the
 * pump lets it go on. Where everybody else rests, and only a call that nobody makes could release it, it goes on all the same: a
 * rule must not make a deadlock.
 */
#ifndef RUN_POSTPONE_H
#define RUN_POSTPONE_H

#include "run/state.h"

void postpone_for(struct sck_session *s, struct tracee *who, int64_t for_ns);
/* RULE has acted once CALL is reached. */
void postpone_until(struct sck_session *s, struct tracee *who, int rule, const char *call);
/* Until everybody else waits, for a time too; then RULE's stranger sends first. -1: nobody does. */
void postpone_to_the_last(struct sck_session *s, struct tracee *who, int rule);
/* WHO is about to make CALL: those that waited for it go on. */
void postpone_reached(struct sck_session *s, const struct tracee *who, const struct call *call);
/* ns until the first of them goes on; INT64_MAX: none waits for a time. */
int64_t postpone_left(const struct sck_session *s);
void postpone_release_due(struct sck_session *s);
bool postpone_release_all(struct sck_session *s); /* that wait for a call; false: there were none */
bool postpone_release_last(struct sck_session *s); /* who was held first so that all others come before; false: there was none */
bool postpone_waits(const struct sck_session *s); /* does one wait for a call, or for all others? */
void postpone_forget(struct sck_session *s, const struct tracee *who);

#endif
