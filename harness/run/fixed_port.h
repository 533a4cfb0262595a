/*
 * A fixed port: one that the contract names, or --port, on a network that is the machine's, where others may have it. A port of the session's own stands
 * in for it: an address that a traced program gives to a call names that one as long as the call is made, an address that a call tells it names the
 * fixed one. So programs, and the record, know the fixed port, the kernel and our peers the other. The few ports behind it are likewise.
 */
#ifndef RUN_FIXED_PORT_H
#define RUN_FIXED_PORT_H

#include "run/state.h"

/* Does the port that was asked for want a stand-in? sockcheck run has none: whoever comes to its program comes from outside. */
bool fixed_port_wants_another(const struct sck_session *s);

/* Ports as numbers, in the host's byte order; any other port is what it is. */
uint16_t fixed_port_real(const struct sck_session *s, uint16_t known);
uint16_t fixed_port_known(const struct sck_session *s, uint16_t real);
/* The address as programs know it. LEN bytes of it are there. */
void fixed_port_name(const struct sck_session *s, union peer_address *address, size_t len);

/* WHO is about to make its call. What cannot be read or written stays as it is. */
void fixed_port_enter(struct sck_session *s, const struct tracee *who);
/* It has returned RESULT. Before whoever reads what it told. */
void fixed_port_leave(struct sck_session *s, const struct tracee *who, int64_t result);

#endif
