/*
 * What a session knows of the threads that it watches, besides what it records: where one is to be held, and what its
 * descriptors are. Plain data, private to run/ as state.h is. The tracer and sock_diag feed it.
 */
#ifndef RUN_WATCH_H
#define RUN_WATCH_H

#include "os/sockdiag.h"
#include "os/tracer.h"
#include "sockcheck.h"

/* Where a program is to be held: at the N-th call that WORD selects. */
struct breakpoint {
	struct sck_program *program; /* NULL: none is set */
	enum sck_moment moment;
	const char *word;
	int left;           /* calls until it */
	struct tracee *hit; /* the thread that is held there; NULL: not yet */
};

struct fd_fact { /* what a descriptor of a process is, as long as it stays open */
	pid_t tgid;
	int fd;
	int socket; /* index into record.sockets; -1: no socket */
};

#endif
