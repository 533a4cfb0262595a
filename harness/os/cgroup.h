/*
 * Control groups (cgroups(7), version 2): a bound on the memory and the processes of a sandbox as a whole, whoever in there holds them and
 * as what (memfd, System V, tmpfs). Where the machine lets us make them; else there are none, and the limits on each process stand alone.
 */
#ifndef OS_CGROUP_H
#define OS_CGROUP_H

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CGROUP_PATH = 512 };

/* A group of ours that holds those of the sandboxes. */
struct cgroup_tree {
	char base[CGROUP_PATH]; /* the one that ours is made in */
	char top[CGROUP_PATH];  /* ours; "": there is none */
	int fd_top; /* of it, locked (flock(2)) as long as somebody has it; where there is one */
	bool has_moved; /* whoever was in base is in base/sockcheck-PID-itself, so that base may have groups with limits */
	bool has_enabled; /* base hands its controllers down by our doing */
};

/*
 * Makes it: as root in the topmost group, else in our own (one that was delegated to us). 0, or a negative errno with the reason in ERR: then
 * nothing of it is left. The caller ends it with cgroup_end(), when its groups are removed.
 */
int cgroup_begin(struct cgroup_tree *t, struct sck_err *err);
void cgroup_end(struct cgroup_tree *t);

/* RET_PATH has room for CGROUP_PATH bytes; "" where none can be made. */
void cgroup_make(const struct cgroup_tree *t, size_t number, char *ret_path);
/* 0, or a negative errno where a limit cannot be set. */
int cgroup_limit(const char *path, uint64_t memory_most, unsigned processes_most);
/* How often something in there was ended since it was made, as the memory was used up. */
long cgroup_killed(const char *path);
/*
 * Removes what is left of the tree that the group PATH is of, where the process that began it has gone without an end to it: the groups in which nobody
 * is any more, and with the last of them the tree. Whoever was in its base is there again.
 */
void cgroup_abandon(const char *path);
/*
 * The same for each tree in the group BASE that nobody has: its process is gone, and it is not locked. That is what a process leaves that is killed while no
 * sandbox is there; cgroup_begin() calls it.
 */
void cgroup_clear(const char *base);
/* Ends what is in there, blocks until it has (five seconds at most), and removes the group. */
void cgroup_remove(const char *path);

#endif
