/*
 * See grade.h. One poll over the slots: a pipe that can be read, a sandbox that has ended, somebody who wants all to stop. Each slot keeps
 * to processors of its own, so that traced programs stay near their tracers; with fewer submissions than jobs a slot has several,
 * and its suite runs as many cases side by side. When no submission is left to begin, slots come to rest one by one, and a suite cannot be
 * told while it runs that there is room for more: so the suites that are begun last get more than their share from the start.
 */
#include "judge/grade.h"
#include "base/deadline.h"
#include "judge/grade_slot.h"
#include "os/cgroup.h"
#include "os/sandbox_user.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>

enum {
	FDS_OF_SLOT = 3,
	JOBS_OF_CPU = 2, /* a case waits for a good part of its time */
	JOBS_AT_END = 4, /* of one that is begun last, at least, where there are so many */
};

struct grader {
	const struct submissions *submissions;
	const struct grade_watch *watch;
	struct slot *slots;
	size_t slots_count;
	struct cgroup_tree groups;
	char (*group_paths)[CGROUP_PATH]; /* of each slot */
	size_t jobs;                      /* cases side by side, of all slots */
	size_t *queue;                    /* the submissions that are to be graded */
	size_t queue_count;
	size_t next; /* the place in it of the first that no slot has had */
};

const char *const grade_instruments[GRADE_INSTRUMENTS] = {
	[GRADE_ASAN] = "asan",
	[GRADE_VALGRIND] = "valgrind",
	[GRADE_COVERAGE] = "coverage",
};

static size_t count_cpus(cpu_set_t *ret)
{
	if (sched_getaffinity(0, sizeof(*ret), ret))
		CPU_ZERO(ret);
	return CPU_COUNT(ret) ? (size_t)CPU_COUNT(ret) : 1;
}

/* Every processor goes to one slot; where there are more slots than processors they share. */
static void share_cpus(struct grader *g, const cpu_set_t *all)
{
	size_t n = 0, cpus = (size_t)CPU_COUNT(all);

	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, all))
			CPU_SET(cpu, &g->slots[n++ % g->slots_count].cpus);
	for (size_t i = cpus; cpus && i < g->slots_count; i++)
		g->slots[i].cpus = g->slots[i % cpus].cpus;
}

static void make_queue(struct grader *g)
{
	g->queue = calloc(g->submissions->count + 1, sizeof(*g->queue));
	if (!g->queue)
		abort();
	for (size_t i = 0; i < g->submissions->count; i++)
		if (!g->watch->passes_over || !g->watch->passes_over(g->watch->arg, i, NULL))
			g->queue[g->queue_count++] = i;
}

static int make_slots(struct grader *g, const struct grade_plan *plan, struct sck_err *err)
{
	struct sck_err unused;
	cpu_set_t all;
	size_t jobs = JOBS_OF_CPU * count_cpus(&all);
	int code = 0;

	if (plan->jobs > 0)
		jobs = (size_t)plan->jobs;
	g->jobs = jobs;
	g->slots_count = jobs < g->queue_count ? jobs : g->queue_count;
	g->slots = calloc(g->slots_count + 1, sizeof(*g->slots));
	g->group_paths = calloc(g->slots_count + 1, sizeof(*g->group_paths));
	if (!g->slots || !g->group_paths)
		abort();
	cgroup_begin(&g->groups, &unused); /* else there are the limits of each process alone */
	for (size_t i = 0; i < g->slots_count; i++)
		slot_init(&g->slots[i], plan, g->watch);
	for (size_t i = 0; i < g->slots_count && code >= 0; i++) {
		cgroup_make(&g->groups, i, g->group_paths[i]);
		g->slots[i].cgroup = g->group_paths[i];
		if (plan->by_users)
			code = g->slots[i].fd_user = sandbox_user_take(&g->slots[i].user, err);
		g->slots[i].jobs = (int)(jobs / g->slots_count + (i < jobs % g->slots_count));
	}
	if (g->slots_count)
		share_cpus(g, &all);
	return code < 0 ? code : 0;
}

/* S gets the next one. The last gets all jobs, the one before it half of them, ...; who gets more than a share may run anywhere. */
static void give_room(const struct grader *g, struct slot *s)
{
	const size_t left = g->queue_count - g->next;
	size_t jobs = g->jobs / left;

	if (left > g->slots_count)
		return;
	if (jobs < JOBS_AT_END)
		jobs = g->jobs < JOBS_AT_END ? g->jobs : JOBS_AT_END;
	if (jobs <= (size_t)s->jobs)
		return;
	s->jobs = (int)jobs;
	CPU_ZERO(&s->cpus);
}

static void tell_end(struct grader *g, struct slot *s)
{
	const struct graded graded = {
		.submission = s->submission,
		.digest = s->digest,
		.results = s->results.count ? &s->results : &s->file.results,
		.fd_coverage = s->fd_coverage,
		.unlike = s->unlike,
	};

	if (s->stage == SLOT_ENDED)
		g->watch->ended(g->watch->arg, s->index, &graded);
	slot_done(s);
}

/* A free slot gets the next submission; one that ended at once is told of. */
static void fill(struct grader *g, struct slot *s)
{
	while (s->stage == SLOT_FREE && g->next < g->queue_count) {
		size_t index;

		give_room(g, s);
		index = g->queue[g->next++];
		slot_begin(s, &g->submissions->list[index], index);
		if (s->stage == SLOT_ENDED)
			tell_end(g, s);
	}
}

static int time_left(const struct grader *g)
{
	int64_t least = -1;

	for (size_t i = 0; i < g->slots_count; i++) {
		int64_t left = deadline_left(g->slots[i].deadline_at);

		if (g->slots[i].stage != SLOT_FREE && !g->slots[i].is_overdue && (least < 0 || left < least))
			least = left;
	}
	return least < 0 ? -1 : (int)(least / NS_PER_MS) + 1;
}

/* False: nothing is left to do. */
static bool turn(struct grader *g, struct pollfd *fds, int *ret_code)
{
	bool is_busy = false;

	for (size_t i = 0; i < g->slots_count; i++) {
		struct slot *s = &g->slots[i];
		struct pollfd *own = &fds[1 + FDS_OF_SLOT * i];

		fill(g, s);
		is_busy |= s->stage != SLOT_FREE;
		own[0] = (struct pollfd){ .fd = s->fd_process, .events = POLLIN };
		own[1] = (struct pollfd){ .fd = s->fd_report, .events = POLLIN };
		own[2] = (struct pollfd){ .fd = s->fd_errors, .events = POLLIN };
	}
	if (!is_busy)
		return false;
	if (poll(fds, 1 + FDS_OF_SLOT * g->slots_count, time_left(g)) < 0)
		return errno == EINTR;
	if (fds[0].revents) {
		*ret_code = -EINTR;
		return false;
	}
	for (size_t i = 0; i < g->slots_count; i++) {
		struct slot *s = &g->slots[i];

		if (s->stage != SLOT_FREE)
			slot_read(s);
		if (fds[1 + FDS_OF_SLOT * i].revents)
			slot_step(s);
		if (s->stage == SLOT_ENDED || s->stage == SLOT_PASSED_OVER)
			tell_end(g, s);
	}
	return true;
}

int grade_run(const struct grade_plan *plan, const struct submissions *s,
	      const struct grade_watch *watch, int fd_stop, struct sck_err *err)
{
	struct grader g = { .submissions = s, .watch = watch };
	struct pollfd *fds;
	int code, stopped = 0;

	signal(SIGCHLD, SIG_DFL); /* ignored, as some parents leave it, it would take the statuses away */
	make_queue(&g);
	code = make_slots(&g, plan, err);
	fds = calloc(1 + FDS_OF_SLOT * g.slots_count, sizeof(*fds));
	if (!fds)
		abort();
	fds[0] = (struct pollfd){ .fd = fd_stop, .events = POLLIN };
	while (code == 0 && turn(&g, fds, &stopped))
		;
	for (size_t i = 0; i < g.slots_count; i++) {
		slot_stop(&g.slots[i]);
		cgroup_remove(g.group_paths[i]);
	}
	cgroup_end(&g.groups);
	free(g.group_paths);
	free(g.slots);
	free(g.queue);
	free(fds);
	return stopped ? err_set(err, stopped, "it was stopped") : code;
}
