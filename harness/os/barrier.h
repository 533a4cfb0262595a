/*
 * A datagram that this process sends to itself by the loopback: the kernel serves what is on its way there in order (of one processor), so that when it
 * is back, all that was sent before it on that processor has been delivered. Knows no session.
 */
#ifndef OS_BARRIER_H
#define OS_BARRIER_H

#include "os/loopback.h"

/* A descriptor of the loopback's one socket for it, at 127.0.0.1, to be closed by the caller; or a negative errno. */
int barrier_open(struct loopback *lo, struct sck_err *err);
/* Sends one and waits until it is back, microseconds. False: it did not come within a second. */
bool barrier_pass(int fd);

#endif
