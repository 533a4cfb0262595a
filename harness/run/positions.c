/* See positions.h. */
#include "run/positions.h"
#include "facts/park.h"
#include "os/procfs_thread.h"
#include "run/sites.h"
#include <errno.h>
#include <string.h>
#include <sys/wait.h>

enum { DESCRIBED_MOST = 256 };

/* Of what /proc hides the tracer knows the calls that it stops at, those on sockets and those that wait. Any other may run. */
int positions_look(struct tracee *who, struct procfs_thread *ret)
{
	int rc = procfs_eye_look(&who->eye, who->tgid, who->tid, ret);

	if (rc < 0 || !ret->hidden)
		return rc;
	ret->running |= !who->in_call;
	if (ret->running)
		return 0;
	ret->call = who->nr;
	memcpy(ret->args, who->args, sizeof(ret->args));
	ret->pc = who->ip;
	ret->sp = who->sp;
	return 0;
}

struct description {
	struct sck_session *session;
	struct bytes *to;
	size_t count;
};

/* Everybody is stopped for good here: a description is the last thing before the session ends, unless it goes on (session.h). */
bool positions_halt(struct tracee *who)
{
	siginfo_t info;
	int status;

	if (who->stopped)
		return !who->lender;
	if (tracer_interrupt(who) < 0)
		return false;
	/* an end is left for the pump to take: whoever takes it frees the number for another process */
	while (waitid(P_PID, (id_t)who->tid, &info, WEXITED | WSTOPPED | WNOWAIT | __WALL) < 0)
		if (errno != EINTR)
			return false;
	if (info.si_code != CLD_STOPPED && info.si_code != CLD_TRAPPED)
		return false;
	if (waitpid(who->tid, &status, __WALL | WNOHANG) != who->tid)
		return false;
	who->stopped = who->held = WIFSTOPPED(status);
	return who->stopped;
}

static void describe_call(const struct description *d, struct tracee *who, const struct procfs_thread *t)
{
	/* a sleep is another call for the kernel, see time_out.c */
	const struct park *park = park_by_number(who->in_call && !t->running ? who->nr : t->call);
	const struct record_call *call = who->slot >= 0 ? &d->session->record.calls[who->slot] : NULL;

	if (who->held && call)
		bytes_printf(d->to, "held at %s", call->call->name);
	else if (t->running || t->call < 0)
		bytes_append_text(d->to, t->state == 'T' ? "stopped by a signal" : "running");
	else if (park)
		bytes_printf(d->to, "in %s", park->name);
	else
		bytes_printf(d->to, "in system call %lld", (long long)t->call);
	if (call && call->fd >= 0)
		bytes_printf(d->to, ", descriptor %d", call->fd);
	else if (park && (park->can & PARK_FD) && !t->running)
		bytes_printf(d->to, ", descriptor %d", (int)t->args[0]);
}

static void describe(void *arg, struct tracee *who)
{
	struct description *d = arg;
	struct procfs_thread t = { .call = -1, .running = true };
	struct sck_program *p = state_program(d->session, who->program);

	if (!who->begun || d->count >= DESCRIBED_MOST || positions_look(who, &t) < 0 || t.state == 'Z')
		return;
	d->count++;
	bytes_printf(d->to, "%s, process %d, thread %d: ", p ? bytes_text(&p->name) : "?",
		     (int)who->inner_tgid, (int)who->inner_tid);
	describe_call(d, who, &t);
	if (d->session->options.goes_on || positions_halt(who)) {
		size_t len;

		bytes_append_text(d->to, ", at ");
		len = d->to->len;
		sites_append(d->session, who, t.pc, t.sp, d->to);
		if (d->to->len == len)
			bytes_append_text(d->to, "??");
	}
	bytes_append_text(d->to, "\n");
}

void positions_describe(struct sck_session *s, struct bytes *to)
{
	struct description d = { .session = s, .to = to };

	tracees_each(&s->tracees, describe, &d);
	if (d.count == DESCRIBED_MOST && s->tracees.count > d.count)
		bytes_printf(to, "... and %zu more\n", s->tracees.count - d.count);
	for (struct sck_program *p = s->programs; p; p = p->next)
		if (p->has_ended && WIFSIGNALED(p->status))
			bytes_printf(to, "%s: ended by signal %d\n", bytes_text(&p->name),
				     WTERMSIG(p->status));
		else if (p->has_ended)
			bytes_printf(to, "%s: ended with exit status %d\n", bytes_text(&p->name),
				     WEXITSTATUS(p->status));
}
