/*
 * SO_RCVTIMEO and SO_SNDTIMEO, where the clock is the session's own: the kernel has none of them, so that its clock ends no call; what the
 * program has set is kept here, and told when it asks.
 */
#ifndef RUN_SOCKET_TIME_H
#define RUN_SOCKET_TIME_H

#include "run/state.h"

/* What CALL of this class on the record's socket may take, in ns; 0: as long as it likes. */
int64_t socket_time_of(const struct sck_session *s, int socket, enum call_class class);
/* A call has returned: it may have set one, asked for one, or made a socket that inherits one (accept(2)). */
void socket_time_learn(struct sck_session *s, const struct tracee *who, const struct record_call *call);
void socket_time_done(struct sck_session *s);

#endif
