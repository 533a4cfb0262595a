/*
 * See lend.h. The borrower begins when all threads are let go; LeakSanitizer holds it back itself until its parent runs
 * (sanitizer_stoptheworld_linux_libcdep.cpp). A call that the filter stops would fail with ENOSYS without a tracer (seccomp(2)): so
 * the other threads wait in pause(2) while they are lent, which leaves their stacks and their other registers alone.
 */
#include "os/lend.h"
#include "os/procfs.h"
#include "os/regs.h"
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static const uint64_t sanitizer_flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_UNTRACED;

void lend_begin(struct tracee *who)
{
	uint64_t flags = (uint64_t)who->args[0];

	who->lends = flags == sanitizer_flags;
	regs_set_arg(who->tid, 0, flags & ~(uint64_t)CLONE_UNTRACED);
	who->stopped = false;
	ptrace(PTRACE_CONT, who->tid, 0, 0);
}

static void pause_at(struct tracee *who, uint64_t ip)
{
	who->paused = malloc(sizeof(*who->paused));
	if (!who->paused)
		abort();
	if (regs_begin_pause(who->tid, ip, who->paused) == 0)
		return;
	free(who->paused);
	who->paused = NULL;
}

static void let_go(struct tracee *who, int signal)
{
	who->lending = who->stopped = who->in_call = who->in_group_stop = false;
	who->lent = true;
	ptrace(PTRACE_DETACH, who->tid, 0, signal);
}

struct group {
	pid_t tgid;
	uint64_t ip; /* behind the lender's clone */
	struct tracee *borrower;
	bool is_lending;
};

static void look_whether_all_are_lent(void *arg, struct tracee *who)
{
	struct group *g = arg;

	if (who->lender)
		g->borrower = who->lender == g->tgid ? who : g->borrower;
	else if (who->tgid == g->tgid)
		g->is_lending |= who->lending;
}

static void begin_when_lent(struct tracees *t, pid_t tgid)
{
	struct group g = { .tgid = tgid };

	tracees_each(t, look_whether_all_are_lent, &g);
	if (g.is_lending || !g.borrower || !g.borrower->stopped)
		return;
	g.borrower->stopped = false;
	ptrace(PTRACE_SETOPTIONS, g.borrower->tid, 0, TRACER_OPTIONS | PTRACE_O_TRACEEXIT);
	ptrace(PTRACE_CONT, g.borrower->tid, 0, 0);
}

static void ask_for(void *arg, struct tracee *who)
{
	const struct group *g = arg;

	if (who->tgid == g->tgid && !who->lent && !who->held)
		who->lending = ptrace(PTRACE_INTERRUPT, who->tid, 0, 0) == 0;
	if (who->lending)
		who->ip = g->ip;
}

bool lend_announce(struct tracees *t, struct tracee *lender, struct tracee *borrower)
{
	struct group g = { .tgid = lender->tgid, .ip = lender->ip };

	if (!lender->lends)
		return false;
	lender->lends = false;
	borrower->lender = lender->tgid;
	borrower->begun = true;
	let_go(lender, 0);
	tracees_each(t, ask_for, &g);
	begin_when_lent(t, lender->tgid);
	return true;
}

static void take_back(void *arg, struct tracee *who)
{
	const struct group *g = arg;

	if (who->tgid != g->tgid || !who->lent || ptrace(PTRACE_SEIZE, who->tid, 0, TRACER_OPTIONS) < 0)
		return;
	who->lent = false;
	if (who->paused)
		ptrace(PTRACE_INTERRUPT, who->tid, 0, 0);
}

/* Taken back, and stopped: it goes on where it was. */
static void end_pause(struct tracee *who, int signal)
{
	regs_end_pause(who->tid, who->paused);
	free(who->paused);
	who->paused = NULL;
	who->stopped = false;
	ptrace(PTRACE_CONT, who->tid, 0, signal);
}

/* The signal that is to be passed on. */
static int signal_of(int status)
{
	return status >> 16 || WSTOPSIG(status) == (SIGTRAP | 0x80) ? 0 : WSTOPSIG(status);
}

static bool feed_borrower(struct tracees *t, struct tracee *who, int status)
{
	struct group g = { .tgid = who->lender };
	int event = status >> 16;

	if (event == PTRACE_EVENT_EXIT)
		tracees_each(t, take_back, &g);
	if (event == PTRACE_EVENT_STOP && !who->has_started) {
		who->has_started = true;
		begin_when_lent(t, who->lender);
		return true;
	}
	who->stopped = false;
	ptrace(PTRACE_CONT, who->tid, 0, signal_of(status));
	return true;
}

bool lend_feed(struct tracees *t, struct tracee *who, int status)
{
	if (who->lender)
		return feed_borrower(t, who, status);
	if (who->paused && !who->lent) {
		end_pause(who, signal_of(status));
		return true;
	}
	/* a stop at a call comes first, the one that was asked for afterwards */
	if (!who->lending || status >> 16 != PTRACE_EVENT_STOP)
		return false;
	pause_at(who, who->ip);
	let_go(who, signal_of(status));
	begin_when_lent(t, who->tgid);
	return true;
}

void lend_ended(struct tracees *t, struct tracee *borrower)
{
	struct group g = { .tgid = borrower->lender };

	tracees_each(t, take_back, &g);
}
