/*
 * All processes that /proc shows, with their parents: for those that nobody traces. Reads, never waits; PIDs are those that the
 * caller sees. Nobody has to be allowed to trace them.
 */
#ifndef OS_PROCTREE_H
#define OS_PROCTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct proctree_row {
	pid_t pid, parent, session;
	char state; /* R S D T t Z X (proc(5)) */
};

/* How many there are; *ret_rows is malloced. */
size_t proctree_read(struct proctree_row **ret_rows);
const struct proctree_row *proctree_find(const struct proctree_row *rows, size_t count, pid_t pid);

struct proctree_look { /* of one process or of several */
	bool runs;     /* a thread is not asleep */
	uint64_t switches, threads;
};

/* Adds the threads of PID. Two looks with equal sums, at neither of which one runs: none has run between them. */
void proctree_look(pid_t pid, struct proctree_look *sum);

#endif
