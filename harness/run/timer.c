/* See timer.h. */
#include "run/timer.h"
#include "base/deadline.h"
#include "os/proctext.h"
#include "os/tracee.h"
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { of_itimer = -1 }; /* no ID that timer_create(2) gives */

/* ---- struct itimerspec --------------------------------------------------------------------------------------------- */

bool timer_read(const struct sck_session *s, const struct tracee *who, int64_t address, int clock,
		bool is_absolute, struct pending *ret)
{
	struct itimerspec spec;
	int64_t value;

	if (tracee_read(who->tid, (uint64_t)address, &spec, sizeof(spec)) != sizeof(spec) ||
	    !deadline_ns(spec.it_value, &value) || !deadline_ns(spec.it_interval, &ret->every_for))
		return false;
	ret->armed = value > 0;
	ret->when = is_absolute ? clock_moment(s, clock, value) : clock_after(s, value);
	return true;
}

static struct itimerspec spec_of(const struct sck_session *s, const struct pending *p)
{
	struct itimerspec spec = { 0 };
	int64_t left;

	if (!p || !p->armed)
		return spec;
	left = clock_left(s, p->when);
	spec.it_value = deadline_timespec(left > 0 ? left : 1); /* zero would say that it is not armed */
	spec.it_interval = deadline_timespec(p->every_for);
	return spec;
}

void timer_write(const struct sck_session *s, const struct tracee *who, int64_t address,
		 const struct pending *p)
{
	const struct itimerspec spec = spec_of(s, p);

	if (address)
		tracee_write(who->tid, (uint64_t)address, &spec, sizeof(spec));
}

/* ---- alarm, setitimer ---------------------------------------------------------------------------------------------- */

static struct pending *itimer_of(struct sck_session *s, const struct tracee *who)
{
	struct pending *p = pending_next(s, NULL, PENDING_ITIMER, who->tgid);

	return p ? p : pending_add(s, PENDING_ITIMER, who->tgid);
}

/* The rest of the one before in whole seconds, rounded as the kernel does, but never to 0 (kernel/time/itimer.c). */
static int64_t set_alarm(struct sck_session *s, const struct tracee *who)
{
	struct pending *p = itimer_of(s, who);
	const struct itimerspec was = spec_of(s, p);
	const uint32_t seconds = (uint32_t)who->args[0];
	const bool rounds_up = was.it_value.tv_nsec >= NS_PER_S / 2 ||
			       (!was.it_value.tv_sec && was.it_value.tv_nsec);

	p->armed = seconds > 0;
	p->when = clock_after(s, seconds * NS_PER_S);
	p->every_for = 0;
	return was.it_value.tv_sec + rounds_up;
}

static void write_itimer(const struct sck_session *s, const struct tracee *who, int64_t address,
			 const struct pending *p)
{
	const struct itimerspec spec = spec_of(s, p);
	const struct itimerval val = {
		.it_value = { spec.it_value.tv_sec, spec.it_value.tv_nsec / 1000 },
		.it_interval = { spec.it_interval.tv_sec, spec.it_interval.tv_nsec / 1000 },
	};

	if (address)
		tracee_write(who->tid, (uint64_t)address, &val, sizeof(val));
}

static bool set_itimer(struct sck_session *s, const struct tracee *who)
{
	struct pending *p = itimer_of(s, who), next = { 0 };
	struct itimerval val = { 0 };
	int64_t value;

	if (who->args[1] && tracee_read(who->tid, (uint64_t)who->args[1], &val, sizeof(val)) != sizeof(val))
		return false;
	if (!deadline_ns((struct timespec){ val.it_value.tv_sec, val.it_value.tv_usec * 1000 }, &value) ||
	    !deadline_ns((struct timespec){ val.it_interval.tv_sec, val.it_interval.tv_usec * 1000 },
			 &next.every_for))
		return false;
	write_itimer(s, who, who->args[2], p);
	p->armed = value > 0;
	p->when = clock_after(s, value);
	p->every_for = next.every_for;
	return true;
}

/* ---- timer_create -------------------------------------------------------------------------------------------------- */

static struct pending *timer_of(const struct sck_session *s, const struct tracee *who)
{
	struct pending *p = NULL;

	while ((p = pending_next(s, p, PENDING_TIMER, who->tgid)) != NULL)
		if (p->timer.id == (int)who->args[0])
			return p;
	return NULL;
}

void timer_created(struct sck_session *s, const struct tracee *who, int64_t result)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM };
	struct pending *p;
	int64_t now;
	int id;

	if (result < 0 || !clock_tells(s, (int)who->args[0], &now) ||
	    tracee_read(who->tid, (uint64_t)who->args[2], &id, sizeof(id)) != sizeof(id))
		return;
	event.sigev_value.sival_int = id;
	if (who->args[1])
		tracee_read(who->tid, (uint64_t)who->args[1], &event, sizeof(event));
	p = pending_add(s, PENDING_TIMER, who->tgid);
	p->timer.id = id;
	p->timer.clock = (int)who->args[0];
	p->timer.notify = event.sigev_notify;
	p->timer.signal = event.sigev_signo;
	p->timer.inner_tid = event._sigev_un._tid;
	memcpy(&p->timer.value, &event.sigev_value, sizeof(p->timer.value));
}

static bool set_timer(struct sck_session *s, const struct tracee *who)
{
	struct pending *p = timer_of(s, who), next = { 0 };

	if (!p || !timer_read(s, who, who->args[2], p->timer.clock, who->args[1] & TIMER_ABSTIME, &next))
		return false;
	timer_write(s, who, who->args[3], p);
	p->armed = next.armed;
	p->when = next.when;
	p->every_for = next.every_for;
	p->timer.overruns = 0;
	return true;
}

static int overruns_of(const struct pending *p)
{
	return p->timer.overruns < INT_MAX ? (int)p->timer.overruns : INT_MAX;
}

bool timer_answer(struct sck_session *s, const struct tracee *who, enum timing_kind kind, int64_t *ret_result)
{
	struct pending *p;

	*ret_result = 0;
	switch (kind) {
	case TIMING_ALARM:
		*ret_result = set_alarm(s, who);
		return true;
	case TIMING_ITIMER_SET:
		return who->args[0] == ITIMER_REAL && set_itimer(s, who);
	case TIMING_ITIMER_GET:
		if (who->args[0] != ITIMER_REAL)
			return false;
		write_itimer(s, who, who->args[1], itimer_of(s, who));
		return true;
	case TIMING_TIMER_SET:
		return set_timer(s, who);
	case TIMING_TIMER_GET:
		p = timer_of(s, who);
		if (p)
			timer_write(s, who, who->args[1], p);
		return p != NULL;
	case TIMING_TIMER_OVERRUN:
		p = timer_of(s, who);
		if (p)
			*ret_result = overruns_of(p);
		return p != NULL;
	case TIMING_TIMER_END:
		p = timer_of(s, who);
		if (p)
			pending_drop(s, p);
		return false;
	default:
		return false;
	}
}

/* ---- Its time has come ---------------------------------------------------------------------------------------------- */

struct search {
	pid_t tgid, inner_tid, tid;
};

static void look_for_thread(void *arg, struct tracee *who)
{
	struct search *search = arg;

	if (who->tgid == search->tgid && who->inner_tid == search->inner_tid)
		search->tid = who->tid;
}

/* The thread that it is meant for; 0: it is gone. */
static pid_t receiver_of(struct sck_session *s, const struct pending *p)
{
	struct search search = { .tgid = p->tgid, .inner_tid = p->timer.inner_tid };

	if (p->timer.notify == SIGEV_SIGNAL)
		return p->tgid;
	if (p->timer.notify == SIGEV_THREAD_ID)
		tracees_each(&s->tracees, look_for_thread, &search);
	return search.tid;
}

/* The kernel has one signal of a timer on its way at most, and counts the others (timer_getoverrun(2)). */
static bool is_under_way(const struct pending *p, pid_t tid)
{
	const bool to_process = p->timer.notify == SIGEV_SIGNAL;
	int64_t on_its_way = 0;

	proctext_number(tid, "status", to_process ? "ShdPnd:" : "SigPnd:", 16, &on_its_way);
	return p->timer.was_sent && ((uint64_t)on_its_way >> (p->timer.signal - 1) & 1);
}

static void send_of_timer(struct pending *p, pid_t tid)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = p->timer.signal;
	info.si_code = SI_TIMER;
	info.si_timerid = p->timer.id;
	memcpy(&info.si_value, &p->timer.value, sizeof(info.si_value));
	if (p->timer.notify == SIGEV_SIGNAL)
		syscall(SYS_rt_sigqueueinfo, tid, p->timer.signal, &info);
	else
		syscall(SYS_rt_tgsigqueueinfo, p->tgid, tid, p->timer.signal, &info);
	p->timer.was_sent = true;
}

/* The kernel's own code can be given only at the delivery. */
static void send_alarm(pid_t pid)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = SIGALRM;
	info.si_code = SI_TIMER;
	info.si_timerid = of_itimer;
	syscall(SYS_rt_sigqueueinfo, pid, SIGALRM, &info);
}

void timer_fire(struct sck_session *s, struct pending *p, int64_t missed)
{
	pid_t tid;

	if (p->kind == PENDING_ITIMER) {
		send_alarm(p->tgid);
		return;
	}
	tid = receiver_of(s, p);
	if (!tid)
		return;
	if (is_under_way(p, tid)) {
		p->timer.overruns += missed + 1;
		return;
	}
	p->timer.overruns = missed;
	send_of_timer(p, tid);
}

void timer_delivers(struct sck_session *s, const struct tracee *who)
{
	struct pending *p = NULL;
	siginfo_t info;

	if (ptrace(PTRACE_GETSIGINFO, who->tid, 0, &info) < 0 || info.si_code != SI_TIMER)
		return;
	if (info.si_signo == SIGALRM && info.si_timerid == of_itimer) {
		memset(&info, 0, sizeof(info));
		info.si_signo = SIGALRM;
		info.si_code = SI_KERNEL;
	}
	while (info.si_code == SI_TIMER && (p = pending_next(s, p, PENDING_TIMER, who->tgid)) != NULL)
		if (p->timer.id == info.si_timerid)
			info.si_overrun = overruns_of(p);
	ptrace(PTRACE_SETSIGINFO, who->tid, 0, &info);
}
