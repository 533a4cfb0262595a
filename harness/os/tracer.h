/*
 * The tracer. It is fed one wait status at a time, yields one event, and takes one action; it never waits itself and
 * knows neither sockets nor rules. Theory of operation: see tracer.c.
 */
#ifndef OS_TRACER_H
#define OS_TRACER_H

#include "facts/call.h"
#include <stdbool.h>
#include <sys/types.h>

struct regs_saved;

/* One traced thread. Owned by the tracer, until tracer_forget. */
struct tracee {
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
	const struct call *call; /* that it is in or was in last; NULL for a foreign one */
	int64_t args[6];
	uint64_t ip, sp;
	int64_t slot;              /* for the session: its entry in the record; -1: none */
	int process_nr, thread_nr; /* ordinals: of its process among all, of it in its process; from 1 */
	int threads;               /* of the leader: how many threads its process has had */
	bool lends, lending, lent; /* to a tracer of the program's own, see lend.h: about to, asked to stop, let go */
	struct regs_saved *paused; /* lent, and so long in pause(2); NULL: it runs */
	pid_t lender;              /* it is that tracer, of this process; 0: it is not */
	bool has_started;
	struct closing *closing; /* between tracer_close_result() and the end of that close; NULL else */
	struct tracee *next; /* of the hash chain */
};

enum tracer_event_kind {
	TRACER_NOTHING, /* housekeeping; already answered */
	TRACER_ENTER, /* about to make tracee->call: answer GO (no exit wanted), TO_EXIT, HOLD or tracer_skip() */
	TRACER_EXIT, /* the call has returned RESULT: answer GO or HOLD, or tracer_close_result() */
	TRACER_FOREIGN, /* about to make a call of another architecture: answer GO or tracer_skip() */
	TRACER_EXEC, /* exec succeeded; the process's other threads are gone: answer GO or HOLD */
	TRACER_PROCESS,     /* a new process, forked by parent: answer GO or HOLD */
	TRACER_THREAD,      /* a new thread: answer GO or HOLD */
	TRACER_SIGNAL,      /* SIGNAL is about to be delivered: answer GO (delivers it) */
	TRACER_INTERRUPTED, /* stopped as tracer_interrupt asked: answer GO or HOLD */
	TRACER_THREAD_END,  /* a thread that is not the last of its process is gone; no answer */
	TRACER_PROCESS_END, /* the process is gone with STATUS as wait(2) gives it; no answer */
};

struct tracer_event {
	enum tracer_event_kind kind;
	struct tracee *tracee;
	pid_t parent_inner; /* TRACER_PROCESS: its parent as the program sees it */
	int64_t result;     /* TRACER_EXIT: as the kernel returns it (negative errno) */
	int64_t foreign_nr; /* TRACER_FOREIGN */
	int signal;         /* TRACER_SIGNAL */
	int status;         /* TRACER_PROCESS_END */
	bool never_ran; /* TRACER_PROCESS_END: killed before its TRACER_PROCESS, which does not come any more */
};

enum tracer_action { TRACER_GO, TRACER_TO_EXIT, TRACER_HOLD };

enum { TRACER_BUCKETS = 64 };
struct tracer {
	struct tracee *buckets[TRACER_BUCKETS];
	size_t count;  /* of traced threads */
	int processes; /* so many have there been */
};

/* How each thread is seized. */
#define TRACER_OPTIONS                                                        \
	(PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | \
	 PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)

void tracer_init(struct tracer *t);
/* After TRACER_THREAD_END or TRACER_PROCESS_END was handled: WHO is freed. */
void tracer_forget(struct tracer *t, struct tracee *who);
void tracer_done(struct tracer *t); /* frees what is left; the threads should be gone by now */

/*
 * Begins to trace PID (ours, just forked, not yet running foreign code). 0 or a negative errno. Its number as it sees it
 * itself is the caller's to fill in.
 */
int tracer_seize(struct tracer *t, pid_t pid, int program);
/* Is this thread, or one whose first stop may come before its parent's word of it, ours? */
struct tracee *tracer_find(const struct tracer *t, pid_t tid);
/* Takes one status of waitpid(2) with __WALL. A thread that nobody has announced yet is kept stopped until it is. */
void tracer_feed(struct tracer *t, pid_t tid, int status, struct tracer_event *ret_event);
/* Answers the last event of this thread, or lets a held one go on. */
void tracer_act(struct tracer *t, struct tracee *who, enum tracer_action action);
/* Answers TRACER_ENTER or TRACER_FOREIGN: the call is not made and returns RESULT (an error: negative). */
void tracer_skip(struct tracer *t, struct tracee *who, int64_t result);
/* Answers TRACER_EXIT of a call that made descriptor FD: the thread closes it again, and its call returns RESULT. */
void tracer_close_result(struct tracer *t, struct tracee *who, int fd, int64_t result);
/* Stops a running thread: TRACER_INTERRUPTED follows. 0 or -ESRCH. */
int tracer_interrupt(struct tracee *who);
/* The next event that waited for a parent's word, after a feed; TRACER_NOTHING when there is none. */
void tracer_next(struct tracer *t, struct tracer_event *ret_event);
/* Calls EACH for every thread; EACH may not add or remove any. */
void tracer_each(const struct tracer *t, void (*each)(void *arg, struct tracee *who), void *arg);

#endif
