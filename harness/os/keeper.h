/*
 * The process inside a private loopback: PID 1 of its namespaces. Started by loopback.c, which
 * alone talks to it, in os/request's terms.
 */
#ifndef OS_KEEPER_H
#define OS_KEEPER_H

#include <stdbool.h>
#include <sys/types.h>

/* The steps without which there is no private loopback, in their order. */
enum keeper_stage { KEEPER_MAP_IDS, KEEPER_LO_UP, KEEPER_BIND, KEEPER_READY };

struct keeper_start {
	int fd;         /* its end of the socket */
	bool has_users; /* in a user namespace: these two map to themselves */
	uid_t uid;
	gid_t gid;
	const char *jvm; /* see jvm.h; NULL: none */
};

/*
 * Runs in the process that was cloned into its namespaces, all signals blocked, until the other end
 * is closed. The first answer goes out unasked: ready (the root directory's descriptor comes with
 * it), or what was refused. Uses neither malloc nor stdio streams, for the process that it was
 * cloned from may have threads.
 */
_Noreturn void keeper_run(const struct keeper_start *start);

#endif
