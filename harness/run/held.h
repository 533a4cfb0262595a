/*
 * What a program holds for others: TCP connections, and files of the session's folder. With all peers gone a server that goes on has none
 * of it; what a descriptor is otherwise (a listener, a log, an interpreter's own) is no matter of the peers'.
 */
#ifndef RUN_HELD_H
#define RUN_HELD_H

#include "run/state.h"

int held_count(struct sck_program *p); /* in all its processes together; those that may not be looked at have none */

#endif
