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
 * Instead of loopback_close(), when all its programs have been reaped and all its sockets closed: keeps it, or ends it and reaps its keeper. The host's
 * loopback is only closed.
 */
void lasting_put(struct loopback *lo);

#endif
