/*
 * A private loopback for one session after the other of a process: to make one costs more than a short session does. It goes from one to the
 * next only if nothing is left in it (afresh.h). One is kept at a time.
 */
#ifndef OS_LASTING_H
#define OS_LASTING_H

#include "os/loopback.h"

/* As loopback_open(); the one that was kept, where there is one. */
int lasting_open(struct loopback *ret_lo, struct sck_err *err);
/*
 * When all its programs but SPARED (its PID in there; 0: none) have been reaped and all its sockets closed, keeps it. False: something is left or was altered, or it
 * is the host's: then it is to be ended.
 */
bool lasting_keep(struct loopback *lo, pid_t spared);
void lasting_end(struct loopback *lo); /* closes it and reaps its keeper, as all that was in there has been by now */

#endif
