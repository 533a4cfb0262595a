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
	bool lasts;      /* for more than one session, see afresh.h */
};

/*
 * Runs in the process that was cloned into its namespaces, all signals blocked, until the other end
 * is closed. The first answer goes out unasked: ready (the root directory's descriptor comes with
 * it), or what was refused. Uses neither malloc nor stdio streams, for the process that it was
 * cloned from may have threads. In memory that is the caller's it runs only while the caller waits
 * for its answer, but for the descriptors that it closes at its end, and so can share errno.
 */
_Noreturn void keeper_run(const struct keeper_start *start);

/*
 * Starts one in new NAMESPACES (CLONE_NEW*). Returns its PID or a negative errno. *ret_stack: where it runs in the
 * caller's memory, else NULL; it goes by keeper_reaped().
 */
pid_t keeper_clone(struct keeper_start *start, int namespaces, char **ret_stack, int *ret_fd_process);
void keeper_reaped(char **stack);

#endif
