/*
 * Workers and their jobs, from the parent's side: one poll over every worker's socket (a result line) and pidfd (its death).
 * A worker gets its next job when its line has come, and the basic cases that the job depends on have their verdicts. One that died is
 * replaced while jobs are left; its job is BROKEN. Once the program has failed a case by spinning, the workers are
 * told so. Knows neither cmocka nor a session.
 */
#include "judge/pool.h"
#include "base/err.h"
#include "judge/order.h"
#include "judge/wire.h"
#include "judge/worker.h"
#include "sockcheck.h"
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct slot {
	pid_t pid; /* 0: no worker */
	int fd, fd_pid;
	int cpu;        /* -1: any */
	ssize_t job;    /* -1: none */
	bool dismissed; /* it gets no more jobs: it cannot be told of any */
	bool ended;     /* it says no more */
	struct bytes in;
};

struct pool {
	const struct suite_task *task;
	struct result *rows;
	struct slot *slots;
	struct pollfd *fds; /* two for each slot */
	size_t slots_count;
	cpu_set_t allowed;
	int first_cpu;      /* where we were when it was made */
	size_t next;        /* the first job that nobody has got yet */
	bool known_to_spin; /* the program; a case has failed by it */
};

/* The job has its verdict. */
static void tell(struct pool *p, size_t job)
{
	const struct suite_watch *watch = p->task->watch;

	if (watch && watch->ended)
		watch->ended(watch->arg, &p->rows[job]);
}

__attribute__((format(printf, 3, 4))) static void set_broken(struct pool *p, size_t job,
							     const char *format, ...)
{
	struct result *row = &p->rows[job];
	struct sck_err why = { 0 };
	va_list args;

	va_start(args, format);
	vsnprintf(why.text, sizeof(why.text), format, args);
	va_end(args);
	verdict_done(&row->verdict);
	row->verdict.kind = VERDICT_BROKEN;
	bytes_append_text(&row->verdict.message, why.text);
	tell(p, job);
}

/* In the fresh worker: no descriptor of another worker's stays open in it, or their ends would never be seen. */
static _Noreturn void become_worker(struct pool *p, struct slot *slot, int fd, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	for (size_t i = 0; i < p->slots_count; i++) {
		if (!p->slots[i].pid)
			continue;
		close(p->slots[i].fd);
		close(p->slots[i].fd_pid);
	}
	worker_serve(fd, p->task, slot->cpu);
}

static int start_worker(struct pool *p, struct slot *slot, struct sck_err *err)
{
	pid_t parent = getpid(), pid;
	int ends[2], code;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return err_errno(err, -errno, "socketpair");
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		become_worker(p, slot, ends[1], parent);
	}
	code = -errno;
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return err_errno(err, code, "fork");
	}
	slot->fd_pid = (int)syscall(SYS_pidfd_open, pid, 0);
	if (slot->fd_pid < 0) {
		code = -errno;
		close(ends[0]);
		waitpid(pid, NULL, 0); /* it ends by itself: its socket has */
		return err_errno(err, code, "pidfd_open");
	}
	slot->pid = pid;
	slot->fd = ends[0];
	slot->job = -1;
	slot->dismissed = slot->ended = false;
	return 0;
}

static bool is_running(const struct pool *p, size_t job)
{
	for (size_t i = 0; i < p->slots_count; i++)
		if (p->slots[i].pid && p->slots[i].job == (ssize_t)job)
			return true;
	return false;
}

/* The basic jobs that the next one depends on: one that still runs, or one that failed, into *RET; else -1 into both. */
static void look_at_basics(const struct pool *p, ssize_t *ret_running, ssize_t *ret_failed)
{
	const struct suite_job *jobs = p->task->jobs, *next = &jobs[p->next];

	*ret_running = *ret_failed = -1;
	if (next->sweep)
		return; /* each stands for itself */
	for (size_t i = 0; i < p->next && jobs[i].c->basic && !next->c->basic; i++) {
		if (jobs[i].family != next->family)
			continue;
		if (is_running(p, i))
			*ret_running = (ssize_t)i;
		else if (p->rows[i].verdict.kind == VERDICT_FAIL)
			*ret_failed = (ssize_t)i;
	}
}

/* Passes over the jobs that are not to be run. False: the next one has to wait, or there is none. */
static bool find_job(struct pool *p)
{
	ssize_t running, failed;

	for (; p->next < p->task->jobs_count; p->next++) {
		struct result *row = &p->rows[p->next];

		look_at_basics(p, &running, &failed);
		if (failed < 0)
			return running < 0;
		row->dependency = p->task->jobs[failed].c->name;
		row->verdict.kind = VERDICT_SKIP;
		bytes_printf(&row->verdict.message, "not run, as \"%s\" failed", row->dependency);
		tell(p, p->next);
	}
	return false;
}

static void dismiss(struct slot *slot)
{
	slot->dismissed = true;
	shutdown(slot->fd, SHUT_WR);
}

/* Hands the slot its next job, if there is one. */
static void give_job(struct pool *p, struct slot *slot)
{
	if (!find_job(p))
		return;
	slot->job = (ssize_t)p->next++;
	if (order_send(slot->fd, &p->task->jobs[slot->job], p->known_to_spin) || errno == EPIPE)
		return; /* a dead worker is seen by its pidfd */
	set_broken(p, (size_t)slot->job, "no worker can be told its case: %s", strerror(errno));
	slot->job = -1;
	dismiss(slot);
}

/* A fresh worker where one is missing and jobs wait; a job for a worker that had to wait for it. */
static void fill_slot(struct pool *p, struct slot *slot)
{
	while (!slot->pid && (find_job(p) || p->next < p->task->jobs_count)) {
		struct sck_err err = { 0 };

		if (start_worker(p, slot, &err))
			set_broken(p, p->next++, "no worker can be started: %s", err.text);
	}
	if (slot->pid && slot->job < 0 && !slot->dismissed)
		give_job(p, slot);
}

static void take_line(struct pool *p, struct slot *slot, const char *line, size_t len)
{
	const size_t job = (size_t)slot->job;
	struct sck_err err = { 0 };

	if (slot->job < 0)
		return;
	slot->job = -1;
	if (wire_read(line, len, &p->rows[job], &err)) {
		set_broken(p, job, "%s", err.text);
		return;
	}
	p->known_to_spin |= p->rows[job].has_spun;
	tell(p, job);
}

static bool read_some(struct slot *slot)
{
	ssize_t got = recv(slot->fd, bytes_grow(&slot->in, 65536), 65536, MSG_DONTWAIT);

	slot->in.len += got > 0 ? (size_t)got : 0;
	slot->ended = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
	return got > 0;
}

static void read_lines(struct pool *p, struct slot *slot)
{
	while (read_some(slot)) {
		const uint8_t *end;

		while (slot->in.len && (end = memchr(slot->in.data, '\n', slot->in.len))) {
			size_t len = (size_t)(end - slot->in.data);

			take_line(p, slot, (const char *)slot->in.data, len);
			bytes_drop_front(&slot->in, len + 1);
		}
	}
}

static void bury(struct pool *p, struct slot *slot)
{
	int status = 0;

	read_lines(p, slot);
	waitpid(slot->pid, &status, 0);
	if (slot->job >= 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF) /* see worker.c */
		set_broken(p, (size_t)slot->job,
			   "the suite's own code runs on and on, without a step that waits");
	else if (slot->job >= 0 && WIFSIGNALED(status))
		set_broken(p, (size_t)slot->job, "the suite's own code was ended by signal SIG%s",
			   sigabbrev_np(WTERMSIG(status)) ? sigabbrev_np(WTERMSIG(status)) : "?");
	else if (slot->job >= 0)
		set_broken(p, (size_t)slot->job, "the suite's own code ended its process with status %d",
			   WEXITSTATUS(status));
	close(slot->fd);
	close(slot->fd_pid);
	bytes_done(&slot->in);
	slot->pid = 0;
}

/* One turn: fresh workers where jobs wait, then whatever the workers have to say. False: all is done. */
static bool turn(struct pool *p)
{
	struct pollfd *fds = p->fds;
	size_t busy = 0;

	for (size_t i = 0; i < p->slots_count; i++) {
		struct slot *slot = &p->slots[i];

		fill_slot(p, slot);
		busy += slot->pid && (slot->job >= 0 || slot->dismissed);
		fds[2 * i] = (struct pollfd){ .fd = slot->pid && !slot->ended ? slot->fd : -1,
					      .events = POLLIN };
		fds[2 * i + 1] = (struct pollfd){ .fd = slot->pid ? slot->fd_pid : -1, .events = POLLIN };
	}
	if (!busy && p->next == p->task->jobs_count)
		return false;
	if (poll(fds, 2 * p->slots_count, -1) < 0)
		return errno == EINTR;
	for (size_t i = 0; i < p->slots_count; i++) {
		if (fds[2 * i + 1].revents)
			bury(p, &p->slots[i]);
		else if (fds[2 * i].revents)
			read_lines(p, &p->slots[i]);
	}
	return true;
}

/*
 * The I-th processor that we may use, counted from FIRST, over again behind the last; -1: not known. FIRST is where we are
 * ourselves, so that runs which were started side by side do not all keep to the same one.
 */
static int pick_cpu(const cpu_set_t *allowed, int first, size_t i)
{
	size_t count = (size_t)CPU_COUNT(allowed);

	if (!count || first < 0)
		return -1;
	i %= count;
	for (int cpu = first;; cpu = (cpu + 1) % CPU_SETSIZE)
		if (CPU_ISSET(cpu, allowed) && i-- == 0)
			return cpu;
}

/* So many slots at least. */
static void make_room(struct pool *p, size_t workers)
{
	const size_t before = p->slots_count;

	if (workers <= before)
		return;
	p->slots = reallocarray(p->slots, workers, sizeof(*p->slots));
	p->fds = reallocarray(p->fds, 2 * workers, sizeof(*p->fds));
	if (!p->slots || !p->fds)
		abort();
	memset(&p->slots[before], 0, (workers - before) * sizeof(*p->slots));
	for (size_t i = before; i < workers; i++)
		p->slots[i].cpu = pick_cpu(&p->allowed, p->first_cpu, i);
	p->slots_count = workers;
}

/* Those that died while they had nothing to do. */
static void bury_idle(struct pool *p)
{
	for (size_t i = 0; i < p->slots_count; i++) {
		struct pollfd fd = { .fd = p->slots[i].fd_pid, .events = POLLIN };

		if (p->slots[i].pid && poll(&fd, 1, 0) == 1)
			bury(p, &p->slots[i]);
	}
}

struct pool *pool_new(void)
{
	struct pool *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->first_cpu = sched_getcpu();
	if (sched_getaffinity(0, sizeof(p->allowed), &p->allowed))
		CPU_ZERO(&p->allowed);
	return p;
}

void pool_run(struct pool *p, const struct suite_task *task, int workers, struct result *rows)
{
	signal(SIGCHLD, SIG_DFL); /* ignored, as some parents leave it, it would take the statuses away */
	p->task = task;
	p->rows = rows;
	p->next = 0;
	p->known_to_spin = false;
	bury_idle(p);
	make_room(p, (size_t)workers);
	while (turn(p))
		;
}

void pool_free(struct pool *p)
{
	for (size_t i = 0; i < p->slots_count; i++)
		if (p->slots[i].pid)
			dismiss(&p->slots[i]);
	for (size_t i = 0; i < p->slots_count; i++)
		if (p->slots[i].pid)
			bury(p, &p->slots[i]);
	free(p->slots);
	free(p->fds);
	free(p);
}
