/*
 * A fixed port: one that the contract names, --port or sck_use_port(), on a network that is the machine's, where others may have it. A port of the session's
 * own stands in for it (stand_ins.h): an address that a traced program gives to a call names that one to the kernel, an address that a call
 * tells it names the fixed one. Of a suite that names ports itself, a connection to one that is nobody's in the session is refused.
 */
#ifndef RUN_FIXED_PORT_H
#define RUN_FIXED_PORT_H

#include "run/state.h"

/* Does the port that was asked for want a stand-in? sockcheck run has none: whoever comes to its program comes from outside. */
bool fixed_port_wants_another(const struct sck_session *s);

/* May the test have PORT, by a stand-in if need be? */
bool fixed_port_have(struct sck_session *s, uint16_t port, struct sck_err *err);

/* LEN bytes of an address, as the kernel knows it; afterwards as programs do. */
void fixed_port_name(const struct sck_session *s, union peer_address *address, size_t len);

/* WHO is about to make its call. What cannot be read or written stays as it is. */
void fixed_port_enter(struct sck_session *s, struct tracee *who);
/* It has returned RESULT. Before whoever reads what it told. */
void fixed_port_leave(struct sck_session *s, struct tracee *who, int64_t result);

#endif
