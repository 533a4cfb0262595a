/*
 * The tracer. It is fed one wait status at a time, yields one event, and takes one action; it never waits itself and
 * knows neither sockets nor rules. Theory of operation: see tracer.c.
 */
#ifndef OS_TRACER_H
#define OS_TRACER_H

#include "os/tracees.h"

enum tracer_event_kind {
	TRACER_NOTHING, /* housekeeping; already answered */
	TRACER_ENTER, /* about to make tracee->call: answer GO (no exit wanted), TO_EXIT, HOLD or tracer_skip() */
	TRACER_TIME, /* the same of a call that is not in the table, and tells a time or waits for one */
	TRACER_OPEN, /* the same of one that opens a file by its path */
	TRACER_EXIT, /* the call has returned RESULT: answer GO or HOLD, or tracer_close_result() */
	TRACER_FOREIGN, /* about to make a call of another architecture: answer GO or tracer_skip() */
	TRACER_EXEC, /* exec succeeded; its process's others are gone, and yours to forget: answer GO or HOLD */
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

/*
 * Begins to trace PID (ours, just forked, not yet running foreign code). 0 or a negative errno. Its number as it sees it
 * itself is the caller's to fill in.
 */
int tracer_seize(struct tracees *t, pid_t pid, int program);
/* The same of a process that is traced already, and stopped, and runs the program's own code: tracer_act() lets it go on. */
struct tracee *tracer_take_over(struct tracees *t, pid_t pid, int program);
/* Takes one status of waitpid(2) with __WALL. A thread that nobody has announced yet is kept stopped until it is. */
void tracer_feed(struct tracees *t, pid_t tid, int status, struct tracer_event *ret_event);
/* Answers the last event of this thread, or lets a held one go on. */
void tracer_act(struct tracees *t, struct tracee *who, enum tracer_action action);
/* Answers TRACER_ENTER or TRACER_FOREIGN: the call is not made and returns RESULT (an error: negative). THEN: GO or HOLD. */
void tracer_skip(struct tracees *t, struct tracee *who, int64_t result, enum tracer_action then);
/* Answers TRACER_EXIT of a call that made descriptor FD: the thread closes it again, and its call returns RESULT. */
void tracer_close_result(struct tracees *t, struct tracee *who, int fd, int64_t result);
/* Ends the wait of a thread that is in a call: TRACER_EXIT follows, unless it has ended already. */
void tracer_wake(struct tracee *who);
/* Stops a running thread: TRACER_INTERRUPTED follows. 0 or -ESRCH. */
int tracer_interrupt(struct tracee *who);
/* The next event that waited for a parent's word, after a feed; TRACER_NOTHING when there is none. */
void tracer_next(struct tracees *t, struct tracer_event *ret_event);
#endif
