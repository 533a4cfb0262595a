/*
 * Whose a wait status is: waitpid(-1) answers for all sessions of the process, for the children of the test itself, and for threads of which nobody
 * has heard yet. Fed by pump.
 */
#ifndef RUN_ROUTE_H
#define RUN_ROUTE_H

#include "run/state.h"
#include <sys/resource.h>

/* Hands what waitpid(2) told of TID to the one of the SESSIONS that it concerns. USED: NULL where that is not known. */
void route_status(struct sck_session *sessions, pid_t tid, int status, const struct rusage *used);
/* The program that PID is the first process of; NULL: of none that runs. */
struct sck_program *route_program(struct sck_session *sessions, pid_t pid);

#endif
