/*
 * Listeners: where a program can be reached, as its calls tell: listen(2) on a stream, bind(2) of a datagram socket. Where nobody sees
 * those, the kernel's tables tell: what listens in the loopback and is not ours; on the host's loopback, at the test's port.
 */
#ifndef RUN_LISTENERS_H
#define RUN_LISTENERS_H

#include "run/state.h"

void listeners_learn(struct sck_session *s, const struct tracee *who, const struct record_call *call);
/* Does the program have a socket of TYPE that ADDRESS (with its port) reaches? */
bool listeners_reach(struct sck_program *p, int type, const union peer_address *address);
int listeners_count(struct sck_program *p, int type); /* on any port */
/* Appends where the program can be reached: "127.0.0.1:80 (TCP), [::]:80 (UDP)", or "nowhere". */
void listeners_describe(const struct sck_program *p, struct bytes *to);

#endif
