/*
 * Copies of a traced thread's descriptors. pidfd_getfd(2) makes one at any time; where that is refused (some containers' profiles, a process that
 * is not dumpable), a thread that stands at the entry or the exit of a call sends one itself, and of a socket a second one is kept for the
 * questions that come when it does not stand. Knows no session.
 */
#ifndef OS_BORROW_H
#define OS_BORROW_H

#include "os/tracees.h"

/*
 * A copy, close-on-exec, the caller's to close; or a negative errno. Where the kernel makes none: of what is kept, or of any where WHO stands at a call;
 * then it blocks until WHO has made some calls of its own for it, and WHO stands where it stood.
 */
int borrow(const struct tracee *who, int fd);
/* FD of its process is in use, and is a socket: it is kept, where it has to be. */
void borrow_keep(const struct tracee *who, int fd);
/* Before FD is closed; or behind the process's end: HAS_ENDED. What is kept of it is closed. */
void borrow_end(const struct tracee *who, int fd, bool has_ended);
/* CHILD has the same under the same number as its parent. */
void borrow_inherit(const struct tracee *child, int fd);
void borrow_done(struct tracees *t); /* all that is kept, and the memory of it */

#endif
