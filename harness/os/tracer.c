/*
 * Theory of operation.
 *
 * Each program is seized (PTRACE_SEIZE) before it runs foreign code, with a seccomp filter that stops it at the calls of the
 * table. Such a stop (PTRACE_EVENT_SECCOMP) is the call's entry; the exit is a second stop that is only asked for
 * (PTRACE_SYSCALL) where its result matters. What a traced thread forks or clones is seized by the kernel by itself.
 *
 * Two reports belong to each new thread: the parent's (PTRACE_EVENT_FORK, _VFORK, _CLONE) and the child's first stop.
 * They come in either order. The child goes on, and the session hears of it, when both are there; a first stop that comes
 * early is kept, and tracer_next() yields it after the parent's report.
 *
 * A signal is seen before its delivery and passed on unchanged. A job stop (SIGSTOP ...) is left to be one
 * (PTRACE_LISTEN), so that SIGCONT works as it does untraced. When a thread that does not lead its process calls exec,
 * the others vanish and it goes on under the leader's number (ptrace(2), "execve(2) under ptrace").
 *
 * A thread can be killed at any moment, also between a stop and our answer: every ptrace request may then fail with
 * ESRCH, which is ignored, for its end is reported by waitpid soon after.
 */
#include "os/tracer.h"
#include "os/filter.h"
#include "os/lend.h"
#include "os/made_call.h"
#include "os/procfs.h"
#include "os/regs.h"
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

enum { SYSCALL_STOP = SIGTRAP | 0x80 };

struct closing { /* a thread closes what its call has made */
	struct regs_saved regs;
	uint64_t blocked; /* the signals that the program itself has blocked */
	int64_t result;
};

static struct tracee *add_first(struct tracees *t, pid_t pid, int program)
{
	struct tracee *who = tracees_add(t, pid);

	who->announced = who->begun = true;
	who->program = program;
	who->process_nr = ++t->processes;
	who->thread_nr = who->threads = 1;
	return who;
}

int tracer_seize(struct tracees *t, pid_t pid, int program)
{
	if (ptrace(PTRACE_SEIZE, pid, 0, TRACER_OPTIONS) < 0)
		return -errno;
	add_first(t, pid, program);
	return 0;
}

struct tracee *tracer_take_over(struct tracees *t, pid_t pid, int program)
{
	struct tracee *who = add_first(t, pid, program);

	who->stopped = who->has_execed = true;
	return who;
}

static void resume(struct tracee *who, bool to_exit)
{
	int signal = who->signal;

	who->stopped = who->held = false;
	who->signal = 0;
	if (who->in_group_stop)
		ptrace(PTRACE_LISTEN, who->tid, 0, 0);
	else
		ptrace(to_exit ? PTRACE_SYSCALL : PTRACE_CONT, who->tid, 0, signal);
	if (who->lending) /* this stop has taken the place of the one that was asked for (ptrace_stop()) */
		ptrace(PTRACE_INTERRUPT, who->tid, 0, 0);
}

void tracer_act(struct tracees *t, struct tracee *who, enum tracer_action action)
{
	(void)t;
	switch (action) {
	case TRACER_HOLD:
		who->held = true;
		return;
	case TRACER_TO_EXIT:
		who->in_call = true;
		break;
	case TRACER_GO:
		break;
	}
	resume(who, action == TRACER_TO_EXIT);
}

void tracer_skip(struct tracees *t, struct tracee *who, int64_t result, enum tracer_action then)
{
	regs_skip_call(who->tid, result);
	tracer_act(t, who, then);
}

void tracer_close_result(struct tracees *t, struct tracee *who, int fd, int64_t result)
{
	static const char name[] = "close";
	struct closing *closing = calloc(1, sizeof(*closing));

	(void)t;
	if (!closing)
		abort();
	closing->result = result;
	made_call_block_signals(who->tid, &closing->blocked);
	if (regs_begin_call(who->tid, call_number(call_by_name(name, strlen(name))), (uint64_t)fd,
			    &closing->regs) == 0) {
		who->closing = closing;
		who->in_call = true;
	} else {
		made_call_unblock_signals(who->tid, closing->blocked); /* killed meanwhile */
		free(closing);
	}
	resume(who, who->in_call);
}

/* At a stop of the call that tracer_close_result() has it make. */
static void go_on_closing(struct tracee *who, bool is_exit)
{
	if (is_exit) {
		regs_end_call(who->tid, &who->closing->regs, who->closing->result);
		made_call_unblock_signals(who->tid, who->closing->blocked);
		free(who->closing);
		who->closing = NULL;
		who->in_call = false;
	}
	resume(who, !is_exit);
}

void tracer_wake(struct tracee *who)
{
	ptrace(PTRACE_INTERRUPT, who->tid, 0, 0);
}

int tracer_interrupt(struct tracee *who)
{
	if (who->lent || who->lender)
		return -ESRCH;
	who->interrupting = true;
	return ptrace(PTRACE_INTERRUPT, who->tid, 0, 0) < 0 ? -errno : 0;
}

/* At the parent's report, whose order is the program's own; that of the first stops is the scheduler's. */
static void number(struct tracees *t, struct tracee *who)
{
	struct tracee *leader = who->tid == who->tgid ? NULL : tracees_find(t, who->tgid);

	who->process_nr = leader ? leader->process_nr : ++t->processes;
	who->thread_nr = leader ? ++leader->threads : 1;
	who->threads = 1;
}

/* Both reports of a new thread are there: the session hears of it. */
static void begin(struct tracee *who, struct tracer_event *event)
{
	who->begun = true;
	who->inner_tid = procfs_inner_pid(who->tid);
	who->inner_tgid = who->tgid == who->tid ? who->inner_tid : procfs_inner_pid(who->tgid);
	event->kind = who->tgid == who->tid ? TRACER_PROCESS : TRACER_THREAD;
	event->tracee = who;
	event->parent_inner = who->parent_inner;
}

/* The parent's report: its child, known already or not, inherits from it. */
static void announce(struct tracees *t, struct tracee *parent, pid_t tid)
{
	struct tracee *child = tracees_find(t, tid);
	char state = procfs_state(tid);
	pid_t group = procfs_group(tid);

	/* killed before its first stop: its end has been reported, or is going to be, and concerns nobody */
	if (!child && (state == 0 || state == 'Z' || state == 'X'))
		return;
	if (!child)
		child = tracees_add(t, tid);
	if (group > 0)
		child->tgid = group;
	child->announced = true;
	child->program = parent->program;
	child->parent_tgid = parent->tgid;
	child->parent_inner = parent->inner_tgid;
	child->has_execed = parent->has_execed;
	if (!child->thread_nr)
		number(t, child);
}

void tracer_next(struct tracees *t, struct tracer_event *event)
{
	memset(event, 0, sizeof(*event));
	for (size_t i = 0; i < TRACEES_BUCKETS; i++)
		for (struct tracee *who = t->buckets[i]; who; who = who->next)
			if (who->announced && !who->begun && who->stopped) {
				begin(who, event);
				return;
			}
}

/* A parent that was killed does not report any more: whoever still waits for a word belongs to its program. */
static void announce_orphans(struct tracees *t, struct tracee *dead)
{
	for (size_t i = 0; i < TRACEES_BUCKETS; i++)
		for (struct tracee *who = t->buckets[i]; who; who = who->next)
			if (!who->announced)
				announce(t, dead, who->tid);
}

static void feed_end(struct tracees *t, struct tracee *who, int status, struct tracer_event *event)
{
	announce_orphans(t, who);
	event->never_ran = !who->begun;
	if (event->never_ran && who->announced)
		begin(who, event);
	event->tracee = who;
	event->status = status;
	event->kind = who->begun && who->tid == who->tgid && !who->lender ? TRACER_PROCESS_END
									  : TRACER_THREAD_END;
	if (who->lender)
		lend_ended(t, who);
}

static void feed_exec(struct tracee *who, struct tracer_event *event)
{
	who->in_call = false;
	who->slot = -1;
	who->opens = 0;
	who->has_execed = true;
	event->kind = TRACER_EXEC;
}

static void feed_seccomp(struct tracee *who, struct tracer_event *event)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, who->tid, sizeof(info), &info) < 0)
		return; /* killed meanwhile */
	if (!who->has_execed) {
		resume(who, false); /* the set-up between fork and exec is ours */
		return;
	}
	if (who->closing) {
		go_on_closing(who, false);
		return;
	}
	who->ip = info.instruction_pointer;
	who->sp = info.stack_pointer;
	who->nr = (int64_t)info.seccomp.nr;
	who->call = info.seccomp.ret_data == FILTER_CALL ? call_by_number(who->nr) : NULL;
	for (int i = 0; i < 6; i++)
		who->args[i] = (int64_t)info.seccomp.args[i];
	if (who->call && who->call->class == CLASS_PROCESS && (who->args[0] & CLONE_UNTRACED) &&
	    who->call->args_count == 5) {
		lend_begin(who);
		return;
	}
	event->kind = who->call                              ? TRACER_ENTER
		      : info.seccomp.ret_data == FILTER_TIME ? TRACER_TIME
		      : info.seccomp.ret_data == FILTER_OPEN ? TRACER_OPEN
							     : TRACER_FOREIGN;
	event->foreign_nr = who->nr;
}

static void feed_syscall_exit(struct tracee *who, struct tracer_event *event)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, who->tid, sizeof(info), &info) < 0)
		return;
	if (info.op != PTRACE_SYSCALL_INFO_EXIT || !who->in_call) {
		resume(who, false);
		return;
	}
	if (who->closing) {
		go_on_closing(who, true);
		return;
	}
	who->in_call = false;
	event->kind = TRACER_EXIT;
	event->result = info.exit.rval;
}

static void feed_event_stop(struct tracee *who, int signal, struct tracer_event *event)
{
	who->in_group_stop = signal != SIGTRAP;
	if (!who->begun) {
		if (who->announced)
			begin(who, event);
		return;
	}
	if (who->interrupting) {
		who->interrupting = false;
		event->kind = TRACER_INTERRUPTED;
		return;
	}
	resume(who, who->in_call);
}

static void feed_child(struct tracees *t, struct tracee *who)
{
	unsigned long tid = 0;

	if (ptrace(PTRACE_GETEVENTMSG, who->tid, 0, &tid) == 0)
		announce(t, who, (pid_t)tid);
	if (tracees_find(t, (pid_t)tid) && lend_announce(t, who, tracees_find(t, (pid_t)tid)))
		return;
	resume(who, who->in_call);
}

void tracer_feed(struct tracees *t, pid_t tid, int status, struct tracer_event *event)
{
	struct tracee *who = tracees_find(t, tid);

	memset(event, 0, sizeof(*event));
	if (!WIFSTOPPED(status)) {
		if (who)
			feed_end(t, who, status, event);
		return;
	}
	if (!who)
		who = tracees_add(t, tid);
	who->stopped = true;
	who->rests_since = 0;
	event->tracee = who;
	if (lend_feed(t, who, status))
		return;
	switch (status >> 16) {
	case PTRACE_EVENT_SECCOMP:
		feed_seccomp(who, event);
		break;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		feed_child(t, who);
		break;
	case PTRACE_EVENT_EXEC:
		feed_exec(who, event);
		break;
	case PTRACE_EVENT_STOP:
		feed_event_stop(who, WSTOPSIG(status), event);
		break;
	default:
		if (WSTOPSIG(status) == SYSCALL_STOP) {
			feed_syscall_exit(who, event);
			break;
		}
		who->signal = WSTOPSIG(status);
		event->kind = TRACER_SIGNAL;
		event->signal = who->signal;
	}
}
