/*
 * What the unit tests of os/loopback share: a private one or the test is skipped, and a function
 * run inside it or in a process apart, which answers by its exit status (never by an assertion:
 * cmocka lives in the parent).
 */
#ifndef SUPPORT_INSIDE_H
#define SUPPORT_INSIDE_H

/* cmocka.h asks for these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "os/loopback.h"

/* Where namespaces are refused the test is skipped, with the reason. */
void inside_open(struct loopback *lo);
void inside_close(struct loopback *lo); /* and reaps the keeper */

/* Its status as wait(2) has it, once it has ended; -1: it was no child. */
int inside_ended(pid_t pid);
/*
 * The same of CHILD, run inside; or run in an ordinary fork, for what changes a process for good.
 */
int inside_run(struct loopback *lo, int (*child)(void *arg), void *arg);
int inside_run_apart(int (*child)(void));

ino_t inside_namespace(const char *name); /* which one this process is in: "net", "pid" ... */
int inside_run_shell(void *command);      /* a CHILD: the command's exit status */

/* Binds a stream socket of LO's at a numeric address: 0 or a negative errno. */
int inside_try(struct loopback *lo, const char *host, int port);
int inside_bind(int fd, const char *host, int port);

/*
 * A CHILD: 0 if "NAME=ADDRESS ADDRESS " is what getaddrinfo(3) says, in that order; 2: it knows no
 * such name.
 */
int inside_resolve(void *name_and_addresses);
/*
 * A CHILD: 0 if the C library is whole in there: its record of the thread, heap, streams, threads,
 * processor number.
 */
int inside_use_libc(void *arg);

#endif
