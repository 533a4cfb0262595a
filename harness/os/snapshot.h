/*
 * A program held at its first call of interest, of which copies are made in place of starting it anew. Theory of operation: at the call's seccomp stop the process is
 * made to clone itself. The clone stays where it is, without standard streams, and is itself made to clone itself whenever a copy is wanted;
 * the copy takes its streams from a socket, and then makes the call that the first one stood at. What a process has that fork(2) does
 * not pass on (threads, timers), and what is to be each one's own (descriptors, shared memory), is the caller's to have looked for.
 * Knows no session. Waits only for the stops of what it makes, which come at once.
 */
#ifndef OS_SNAPSHOT_H
#define OS_SNAPSHOT_H

#include "os/loopback.h"
#include "os/regs.h"

struct snapshot {
	pid_t pid;            /* the clone that stays; 0: none */
	pid_t inner;          /* the same in the loopback */
	int fd;               /* our end of its socket; -1: none */
	uint64_t scratch;     /* below its stack: where what recvmsg(2) needs is */
	uint64_t tid_address; /* see set_tid_address(2) */
	uint64_t robust_list, robust_list_len;
	struct regs_saved regs;
};
#define SNAPSHOT_NONE ((struct snapshot){ .fd = -1 })

/*
 * At the seccomp stop of a call of TID (INNER in the loopback), the only thread there and of a process with descriptors 0, 1 and 2 and no others. If this is 0 or -EAGAIN, TID comes to that
 * call once more when it goes on; -EAGAIN: there is no snapshot. Any other: TID is as it was, or gone.
 */
int snapshot_take(struct snapshot *ret, pid_t tid, pid_t inner, struct loopback *lo);
/*
 * A copy with these standard streams, stopped, our child and traced: its PID, and in *RET_INNER the same in the loopback. When it goes on, it makes that call.
 * Negative errno: there is none, and the snapshot is of no use any more.
 */
pid_t snapshot_copy(const struct snapshot *s, const int fds[3], pid_t *ret_inner);
void snapshot_drop(struct snapshot *s); /* ends it, and reaps it */

#endif
