/*
 * The processes of a program that is not traced: what /proc shows of its descendants. Who has left its family is known by the session that it
 * began in (setsid(2)), or by the parent that orphans get here: the loopback's keeper, or we.
 */
#ifndef RUN_DESCENDANTS_H
#define RUN_DESCENDANTS_H

#include "run/state.h"

/* Calls EACH for every process of P that lives; zombies do not. */
void descendants_each(const struct sck_program *p, void (*each)(void *arg, pid_t pid), void *arg);
/* Do any of the session live, or are zombies of ours to reap? */
bool descendants_are_left(const struct sck_session *s);

#endif
