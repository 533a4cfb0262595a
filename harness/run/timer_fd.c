/*
 * See timer_fd.h. Any process may have a descriptor of the same timer, see os/same_file.h.
 */
#include "run/timer_fd.h"
#include "os/borrow.h"
#include "os/procfs.h"
#include "os/proctext.h"
#include "os/same_file.h"
#include "run/timer.h"
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <linux/timerfd.h> /* behind sys/timerfd.h, whose enums it has as macros */
#include <unistd.h>

static struct pending *find(const struct sck_session *s, pid_t tgid, int fd)
{
	for (struct pending *p = s->clock.pending; p; p = p->next)
		if (p->kind == PENDING_FD && same_file(p->file.fd, tgid, fd))
			return p;
	return NULL;
}

/* Of a timer's descriptor, proc(5); -ENOENT where it is none. */
static int number_of(pid_t pid, int fd, const char *key, int64_t *ret)
{
	char file[32];

	snprintf(file, sizeof(file), "fdinfo/%d", fd);
	return proctext_number(pid, file, key, 10, ret);
}

/* NULL: it is no timer, or one of no clock of ours. */
static struct pending *find_or_add(struct sck_session *s, const struct tracee *who, int fd)
{
	struct pending *p = find(s, who->tgid, fd);
	int64_t clock, now;
	int ours;

	if (p || number_of(who->tgid, fd, "clockid:", &clock) < 0 || !clock_tells(s, (int)clock, &now))
		return p;
	ours = borrow(who, fd);
	if (ours < 0)
		return NULL;
	p = pending_add(s, PENDING_FD, who->tgid);
	p->file.fd = ours;
	p->file.clock = (int)clock;
	return p;
}

bool timer_fd_answer(struct sck_session *s, const struct tracee *who, enum timing_kind kind, int64_t *ret_result)
{
	const struct itimerspec none = { 0 };
	struct pending next = { 0 }, *p = find_or_add(s, who, (int)who->args[0]);

	*ret_result = 0;
	if (!p)
		return false;
	if (kind == TIMING_FD_GET) {
		timer_write(s, who, who->args[1], p);
		return true;
	}
	if (!timer_read(s, who, who->args[2], p->file.clock, who->args[1] & TFD_TIMER_ABSTIME, &next) ||
	    (who->args[1] & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)))
		return false;
	timer_write(s, who, who->args[3], p);
	timerfd_settime(p->file.fd, 0, &none, NULL); /* what it has fired before is forgotten */
	p->armed = next.armed;
	p->when = next.when;
	p->every_for = next.every_for;
	return true;
}

void timer_fd_fire(const struct pending *p, int64_t missed)
{
	const struct itimerspec at_once = { .it_value = { .tv_nsec = 1 } };
	int64_t fired = 0;
	uint64_t ticks;

	number_of(getpid(), p->file.fd, "ticks:", &fired);
	ticks = (uint64_t)(fired + 1 + missed);
	/* a kernel without CONFIG_CHECKPOINT_RESTORE counts from one again */
	if (ioctl(p->file.fd, TFD_IOC_SET_TICKS, &ticks) < 0)
		timerfd_settime(p->file.fd, 0, &at_once, NULL);
}

struct search {
	const struct pending *timer;
	pid_t but_of; /* not counting these descriptors of this process */
	int but_first, but_last;
	bool found;
};

static int count_same(void *arg, pid_t pid, int fd)
{
	const struct search *search = arg;
	const bool counts = pid != search->but_of || fd < search->but_first || fd > search->but_last;

	return counts && same_file(search->timer->file.fd, pid, fd);
}

static void look_at_process(void *arg, struct tracee *who)
{
	struct search *search = arg;

	if (who->tid == who->tgid && !search->found)
		search->found = procfs_each_descriptor(who->tgid, count_same, search) > 0;
}

bool timer_fd_is_open(struct sck_session *s, const struct pending *p)
{
	struct search search = { .timer = p };

	tracees_each(&s->tracees, look_at_process, &search);
	return search.found;
}

/* With the last descriptor goes the file, and with it what epoll(7) knows of it: our copy must not keep it. */
void timer_fd_closes(struct sck_session *s, const struct tracee *who, int first, int last)
{
	struct pending *next;

	for (struct pending *p = s->clock.pending; p; p = next) {
		struct search search = { p, who->tgid, first, last, false };

		next = p->next;
		if (p->kind != PENDING_FD || (first == last && !same_file(p->file.fd, who->tgid, first)))
			continue;
		tracees_each(&s->tracees, look_at_process, &search);
		if (!search.found)
			pending_drop(s, p);
	}
}

void timer_fd_all_looked_at(struct sck_session *s)
{
	struct pending *next;

	for (struct pending *p = s->clock.pending; p; p = next) {
		next = p->next;
		if (p->kind == PENDING_FD && !timer_fd_is_open(s, p))
			pending_drop(s, p);
	}
}
