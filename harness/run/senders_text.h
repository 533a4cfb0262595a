/*
 * A call as a packet's comment names it: "server.c:42 serve: sendto(4, 64 bytes)".
 */
#ifndef RUN_SENDERS_TEXT_H
#define RUN_SENDERS_TEXT_H

#include "run/state.h"

/* The call at INDEX of the record; the packet has its bytes from FROM on. Stands behind "; " where there is something already. */
void senders_append_call(struct bytes *to, const struct sck_session *s, size_t index, uint64_t from);

#endif
