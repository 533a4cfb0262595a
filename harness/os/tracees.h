/*
 * The traced threads of a session: a table, in which each is found by its ID. Plain data that tracer keeps true; what a thread's
 * fields mean to run stands with them. Knows no ptrace but for the options, which whoever seizes needs.
 */
#ifndef OS_TRACEES_H
#define OS_TRACEES_H

#include "facts/call.h"
#include "os/procfs_thread.h"
#include <stdbool.h>
#include <sys/types.h>

struct regs_saved;

/* One traced thread. Owned by the tracer, until tracees_forget. */
struct tracee {
	struct tracees *all;         /* that it is one of */
	pid_t tid, tgid;             /* as the tracer sees them */
	pid_t inner_tid, inner_tgid; /* as the program sees them */
	int program;         /* that the session gave to tracer_seize, inherited by what it forks */
	bool stopped;        /* in a ptrace stop: it goes on only by an action */
	bool held;           /* stopped because the session said TRACER_HOLD */
	bool postponed;      /* held by a rule, which lets it go on (run/postpone) */
	bool waits_for_time; /* ... when a time has passed */
	bool in_group_stop;  /* by SIGSTOP and the like, as a job is */
	bool in_call;        /* between a call's entry and exit stop */
	bool has_execed;     /* its process runs the program's own code by now */
	bool announced;      /* its parent has reported it */
	bool begun;          /* the session has heard of it */
	bool interrupting;   /* tracer_interrupt was called, its stop has not come yet */
	int signal;          /* to be delivered when it goes on; 0: none */
	pid_t parent_tgid;   /* the process that made it */
	pid_t parent_inner;  /* the same as the program sees it */
	const struct call *call; /* that it is in or was in last; NULL: none of the table */
	int64_t nr;              /* its number */
	int64_t args[6];
	uint64_t ip, sp;
	int reads, reads_rests, reads_uses; /* for the session: of its clock, and since when */
	int64_t reads_faults;               /* its page faults at one of them */
	int uses;     /* of the leader, for the session: what its process got done */
	int64_t slot; /* for the session: its entry in the record; -1: none */
	int moved; /* for the session: 1 and the number of the argument that points to a copy, see run/fixed_port; 0: none does */
	int opens; /* for the session: 1 and the number of the file of run/names that it opens; 0: none */
	int process_nr, thread_nr; /* ordinals: of its process among all, of it in its process; from 1 */
	int threads;               /* of the leader: how many threads its process has had */
	bool lends, lending, lent; /* to a tracer of the program's own, see lend.h: about to, asked to stop, let go */
	struct regs_saved *paused; /* lent, and so long in pause(2); NULL: it runs */
	pid_t lender;              /* it is that tracer, of this process; 0: it is not */
	bool has_started;
	struct closing *closing; /* between tracer_close_result() and the end of that close; NULL else */
	uint64_t rests_since; /* for the session: as many context switches when it was judged at rest; 0: it has stopped since */
	int rests_as;          /* what was judged, enum stillness */
	bool rests_timers;     /* its time-out was asked for, too */
	struct procfs_eye eye; /* of whoever looks whether it rests */
	struct tracee *next;   /* of the hash chain */
};

enum { TRACEES_BUCKETS = 64 };
struct tracees {
	struct tracee *buckets[TRACEES_BUCKETS];
	size_t count;              /* of traced threads */
	int processes;             /* so many have there been */
	struct loopback *loopback; /* whose network the threads are in */
	struct copy *copies;       /* see borrow.h */
	size_t copies_count, copies_room;
	bool has_tried, is_refused; /* a copy by the kernel; one was */
};

/* How each thread is seized. */
#define TRACER_OPTIONS                                                        \
	(PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | \
	 PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)

void tracees_init(struct tracees *t);
/* After TRACER_THREAD_END or TRACER_PROCESS_END was handled: WHO is freed. */
void tracees_forget(struct tracees *t, struct tracee *who);
void tracees_done(struct tracees *t); /* frees what is left; the threads should be gone by now */

struct tracee *tracees_add(struct tracees *t, pid_t tid); /* zeroed, of no program yet */
/* Is this thread, or one whose first stop may come before its parent's word of it, ours? */
struct tracee *tracees_find(const struct tracees *t, pid_t tid);
/* Any thread of the same process; NULL: it is the only one. */
struct tracee *tracees_other(const struct tracees *t, const struct tracee *who);
/* Calls EACH for every thread; EACH may not add or remove any. */
void tracees_each(const struct tracees *t, void (*each)(void *arg, struct tracee *who), void *arg);

#endif
