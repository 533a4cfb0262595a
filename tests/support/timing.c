/* See timing.h. */
#include "timing.h"

#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void timing_add(struct timing *t, double value)
{
	if (t->count < TIMING_ROUNDS_MOST)
		t->values[t->count++] = value;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static struct timing sorted(const struct timing *t)
{
	struct timing copy = *t;

	qsort(copy.values, copy.count, sizeof(copy.values[0]), compare);
	return copy;
}

double timing_median(const struct timing *t)
{
	struct timing s = sorted(t);

	if (!s.count)
		return 0;
	return (s.values[(s.count - 1) / 2] + s.values[s.count / 2]) / 2;
}

double timing_most(const struct timing *t)
{
	return t->count ? sorted(t).values[t->count - 1] : 0;
}

static double above(const struct timing *t, const struct timing *base, size_t i)
{
	return t->values[i] - (base ? base->values[i] : 0);
}

double timing_ratio(const struct timing *a, const struct timing *a_base, const struct timing *b,
		    const struct timing *b_base)
{
	struct timing ratios = { 0 };

	for (size_t i = 0; i < a->count && i < b->count; i++)
		timing_add(&ratios, above(a, a_base, i) / above(b, b_base, i));
	return timing_median(&ratios);
}

void timing_keep_to_one_processor(void)
{
	cpu_set_t one;
	int cpu = sched_getcpu();

	CPU_ZERO(&one);
	CPU_SET(cpu < 0 ? 0 : cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

void timing_go_before_others(void)
{
	sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ .sched_priority = 1 });
}

double timing_load(void)
{
	double load[1] = { 0 };

	return getloadavg(load, 1) == 1 ? load[0] : -1;
}

const char *timing_built(const char *name)
{
	char folder[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	char *path;

	folder[len > 0 ? len : 0] = '\0';
	for (int up = 0; up < 2 && strrchr(folder, '/'); up++)
		*strrchr(folder, '/') = '\0';
	if (asprintf(&path, "%s/%s", folder, name) < 0)
		abort();
	return path;
}

/* All that comes until the end, of which the front is kept. */
static void slurp(int fd, char *to, size_t room)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, to + len, room - 1 - len)) > 0)
		len += (size_t)n;
	to[len] = '\0';
}

double timing_run(const char *const *argv)
{
	posix_spawn_file_actions_t actions;
	char text[64] = "", *end = text;
	int ends[2], status = -1;
	double number;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	if (posix_spawnp(&pid, argv[0], &actions, NULL, (char **)argv, environ) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	slurp(ends[0], text, sizeof(text));
	close(ends[0]);
	if (pid > 0)
		waitpid(pid, &status, 0);
	number = strtod(text, &end);
	return status == 0 && end != text ? number : -1;
}
