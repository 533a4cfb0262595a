/*
 * The other host of a private loopback: a second network, joined to the first by a wire, with addresses on both ends. Made on demand; what
 * happens inside is veth.c's.
 */
#ifndef OS_OTHER_H
#define OS_OTHER_H

#include "base/err.h"
#include "os/loopback.h"

/* Makes it, if there is none yet. -EOPNOTSUPP where the loopback is not private or the kernel has no such devices. */
int other_host(struct loopback *lo, struct sck_err *err);
/* A socket there, close-on-exec and non-blocking. */
int other_socket(struct loopback *lo, int domain, int type, int protocol, struct sck_err *err);
/* Is this one of its addresses, as text? False where there is none. */
bool other_has(const struct loopback *lo, const char *address);

#endif
