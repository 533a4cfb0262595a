/*
 * A fork into the namespaces of another process: the new process is a child of the caller's, but
 * lives where that one does. The caller stays where it is. loopback.c is what uses it; knows
 * neither keeper nor program.
 */
#ifndef OS_ENTER_H
#define OS_ENTER_H

#include "base/err.h"
#include <stdbool.h>
#include <sys/types.h>

struct enter {
	int fd_process; /* pidfd of the process whose namespaces these are */
	int namespaces; /* CLONE_NEW*: all of them that it does not share with the caller */
	int fd_root;    /* the root directory to have in there */
	int fd_network; /* the network namespace to have instead of that process's; -1: that one's */
	bool keeps_net_raw; /* CAP_NET_RAW stays, also beyond execve(2), where the others go */
};

/*
 * Runs CHILD(ARG) there; what it returns is the exit status. Returns the PID as the caller sees it,
 * or a negative errno.
 */
pid_t enter_fork(const struct enter *to, int (*child)(void *arg), void *arg, struct sck_err *err);

/*
 * The same for a CHILD that ends in execve(2), or returns: it may run in the caller's memory, errno
 * included, with all signals blocked. Until then the caller keeps its own signals blocked, keeps
 * what ARG points to, and does not call this again.
 */
pid_t enter_fork_to_exec(const struct enter *to, int (*child)(void *arg), void *arg, struct sck_err *err);

/*
 * May a process of ours in such namespaces run in our memory? Only where no program in there can
 * look into it that cannot look into ours anyway.
 */
bool enter_may_share_memory(int namespaces);

/* Can a process have CAP_NET_RAW there? In a user namespace it has every capability, else no more than we. */
bool enter_gives_net_raw(bool has_users);

#endif
