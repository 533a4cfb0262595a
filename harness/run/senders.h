/*
 * Which call sent a packet: TCP's bytes by where they stand in the stream, everything else by the time at which the packet went and by
 * what it holds. Where more than one call could have, or what went is not what the call was given, nobody is named.
 */
#ifndef RUN_SENDERS_H
#define RUN_SENDERS_H

#include "run/tap_state.h"

/* Gives each packet of the session's tap its comment. */
void senders_name(struct sck_session *s);

#endif
