/* See route.h. */
#include "run/route.h"
#include "base/deadline.h"
#include "os/procfs.h"
#include "run/observe.h"
#include "run/tap.h"
#include "run/untraced.h"
#include <sys/wait.h>

static struct sck_session *owner_of(struct sck_session *sessions, pid_t tid)
{
	for (struct sck_session *s = sessions; s; s = s->next)
		if (tracees_find(&s->tracees, tid))
			return s;
	return NULL;
}

/* A thread whose parent's report has not come yet: its process or its parent tells whose it is. */
static struct sck_session *adopt(struct sck_session *sessions, pid_t tid)
{
	struct sck_session *s = owner_of(sessions, procfs_group(tid));

	if (!s)
		s = owner_of(sessions, procfs_parent(tid));
	return s ? s : sessions;
}

struct sck_program *route_program(struct sck_session *sessions, pid_t pid)
{
	for (struct sck_session *s = sessions; s; s = s->next)
		for (struct sck_program *p = s->programs; p; p = p->next)
			if (p->pid == pid && !p->has_ended)
				return p;
	return NULL;
}

static void note_use(struct sck_program *p, const struct rusage *used)
{
	if (p && used->ru_maxrss * 1024 > p->dead_peak)
		p->dead_peak = used->ru_maxrss * 1024;
	if (p)
		p->dead_cpu += (used->ru_utime.tv_sec + used->ru_stime.tv_sec) * NS_PER_S +
			       (used->ru_utime.tv_usec + used->ru_stime.tv_usec) * 1000;
}

static bool is_call(const struct tracer_event *event)
{
	return event->kind == TRACER_ENTER || event->kind == TRACER_EXIT;
}

static void note_use_of(struct sck_session *s, pid_t tid, const struct rusage *used)
{
	struct tracee *who = tracees_find(&s->tracees, tid);

	note_use(who && who->tid == who->tgid ? state_program(s, who->program) : NULL, used);
}

static void route_untraced(struct sck_program *p, int status, const struct rusage *used)
{
	if (!p || !p->session->untraced)
		return; /* a child of the test's own */
	p->session->events_seen++;
	if (used)
		note_use(p, used);
	untraced_ended(p, status);
}

void route_status(struct sck_session *sessions, pid_t tid, int status, const struct rusage *used)
{
	struct sck_session *s = owner_of(sessions, tid);
	struct tracer_event event;

	for (struct sck_session *k = sessions; k; k = k->next)
		if (k->loopback.keeper == tid && !WIFSTOPPED(status)) {
			loopback_reaped(&k->loopback);
			return;
		}
	if (!s && WIFSTOPPED(status))
		s = adopt(sessions, tid);
	if (!s) {
		route_untraced(route_program(sessions, tid), status, used);
		return;
	}
	s->events_seen++;
	tap_take(s);
	if (used && !WIFSTOPPED(status))
		note_use_of(s, tid, used);
	tracer_feed(&s->tracees, tid, status, &event);
	observe_event(s, &event);
	if (is_call(&event)) /* nobody waits for a word of that */
		return;
	for (tracer_next(&s->tracees, &event); event.kind != TRACER_NOTHING;
	     tracer_next(&s->tracees, &event))
		observe_event(s, &event);
}
