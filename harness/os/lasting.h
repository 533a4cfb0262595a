/*
 * A private loopback for one session after the other of a process: to make one costs more than a short session does. It goes from one to the
 * next only if nothing is left in it (afresh.h). One is kept at a time.
 */
#ifndef OS_LASTING_H
#define OS_LASTING_H

#include "os/loopback.h"

/*
 * The one that was kept, if that was for this purpose, else as loopback_open(). Of a fresh one lo->purpose is 0: the caller makes it what he
 * wants, sets that, and takes back lo->is_altered. One for another purpose is to be ended before: see lasting_unfit().
 */
int lasting_open(struct loopback *ret_lo, struct sck_err *err);
/* Takes the one that was kept, which is to be ended, where it is for another purpose. */
bool lasting_unfit(unsigned purpose, struct loopback *ret_lo);
/*
 * When all its programs but SPARED (its PID in there; 0: none) have been reaped and all its sockets closed, keeps it. False: something is left or was altered, or it
 * is the host's: then it is to be ended.
 */
bool lasting_keep(struct loopback *lo, pid_t spared);
void lasting_end(struct loopback *lo); /* closes it and reaps its keeper, as all that was in there has been by now */

#endif
