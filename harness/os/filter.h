/*
 * The seccomp program that stops a traced program at the calls of the call table and lets every other call run at native
 * speed. Made from facts/call by libseccomp, once a process. Knows nothing of what is done at a stop.
 */
#ifndef OS_FILTER_H
#define OS_FILTER_H

#include "base/err.h"
#include <linux/filter.h>
#include <stdbool.h>

enum {                     /* what PTRACE_GETEVENTMSG says at the stop */
       FILTER_CALL = 1,    /* a call of the table */
       FILTER_FOREIGN = 2, /* a call of another architecture: 32-bit, x32 */
       FILTER_TIME = 3,    /* none of the table, but one that tells a time or waits for one */
       FILTER_OPEN = 4,    /* one that opens a file by its path */
};

enum filter_also {                   /* what else runs at native speed */
		   FILTER_FORKS = 1, /* the calls that make processes and threads */
		   FILTER_TIMES = 2, /* those that tell a time or wait for one */
		   FILTER_OPENS = 4, /* those that open a file by its path */
};

/* The program, which stops ALSO at these; filter keeps it. 0 or a negative errno. Allocates: call it before the fork. */
int filter_program(unsigned also, const struct sock_fprog **ret, struct sck_err *err);
/* For the child: no new privileges, then the program. Async-signal-safe. 0 or a negative errno. */
int filter_install(const struct sock_fprog *program);

#endif
