/*
 * The tap of a session: the packets that go over its loopback, and what it takes to say which call sent each of them: when the
 * kernel was in a call, and which ends a socket has. A session without one pays a comparison a stop.
 */
#ifndef RUN_TAP_H
#define RUN_TAP_H

#include "run/tap_state.h"

int tap_open(struct sck_session *s, struct sck_err *err); /* -EOPNOTSUPP with the reason */
void tap_done(struct sck_session *s);
/* Takes over what has come. */
void tap_take(struct sck_session *s);
void tap_ready(struct sck_session *s, short revents); /* poll(2) says so */
/* The call that stands in the record at INDEX is about to be made; it has returned. */
void tap_enter(struct sck_session *s, size_t index);
void tap_leave(struct sck_session *s, const struct tracee *who, size_t index);
/* All that has come, each packet with the call that sent it. NULL: there is no tap. */
const struct packets *tap_packets(struct sck_session *s);

#endif
