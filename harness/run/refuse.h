/*
 * Calls that would escape the record are refused in so many words: what submits others (io_uring), and the socket calls of
 * another architecture. Each function answers the tracer's event.
 */
#ifndef RUN_REFUSE_H
#define RUN_REFUSE_H

#include "run/state.h"

void refuse_call(struct sck_session *s, struct tracee *who);
/* Only those about sockets; others go on. */
void refuse_foreign(struct sck_session *s, struct tracee *who, int64_t nr);

#endif
