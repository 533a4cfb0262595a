/*
 * What becomes of each kind of wait: how long it really takes by a clock that jumps, by one that runs a hundred times as fast, and under
 * libfaketime, which is to be as the table of the manual says. A wait that has not ended after BOUND_S seconds hangs.
 */
#include "support/timing.h"
#include "support/waits.h"

#include "base/deadline.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BOUND_S = 3, WORDS_MOST = 24, ROUNDS = 3 };
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct way {
	const char *name;
	const char *words[6];
	double nominal; /* seconds */
};

enum { JUMPS, RATE, FAKETIME, WAYS };
static struct way ways[WAYS] = {
	[JUMPS] = { "--clock auto", { NULL, "run", "--clock", "auto", "--" }, 30 },
	[RATE] = { "--rate 100", { NULL, "run", "--rate", "100", "--" }, 5 },
	[FAKETIME] = { "libfaketime", { "env", "FAKETIME=+0 x100" }, 1 },
};

enum result { ACCELERATED, UNTOUCHED, WRONG, HANGS, LEFT_OUT, RESULTS };
static const char *const result_names[RESULTS] = { "", "untouched", "wrong", "hangs", "left out" };

/* The system's interpreters come first: a version manager's are scripts that look for one. */
static void prefer_the_system_s(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "/usr/bin:%s", getenv("PATH") ? getenv("PATH") : "");
	setenv("PATH", path, 1);
}

/* True: it is there, and found by the loader. */
static bool find_faketime(void)
{
	static const char *const places[] = {
		"/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
		"/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
		"/usr/lib64/faketime/libfaketime.so.1",
		"/usr/lib/faketime/libfaketime.so.1",
	};
	static char preload[128];

	for (size_t i = 0; i < COUNT_OF(places); i++)
		if (access(places[i], R_OK) == 0) {
			snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", places[i]);
			ways[FAKETIME].words[2] = preload;
			return true;
		}
	return false;
}

/* The time that it took; BOUND_S or more: it was ended. The group goes with it, for a wait may have children. */
static double run(const char *const *argv, char *text, size_t room)
{
	const int64_t began_at = deadline_now();
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_t actions;
	struct pollfd ended = { .events = POLLIN };
	int ends[2], rc;
	ssize_t len;
	pid_t pid;

	if (!argv[0] || pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	rc = posix_spawnp(&pid, argv[0], &actions, &attributes, (char **)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(ends[1]);
	if (rc == 0) {
		ended.fd = (int)syscall(SYS_pidfd_open, pid, 0);
		poll(&ended, 1, BOUND_S * 1000);
		kill(-pid, SIGKILL);
		waitpid(pid, NULL, 0);
		close(ended.fd);
	}
	len = read(ends[0], text, room - 1);
	text[len > 0 ? len : 0] = '\0';
	close(ends[0]);
	return rc == 0 ? (double)(deadline_now() - began_at) / NS_PER_S : -1;
}

static enum result judge(const struct waits_row *row, const struct way *way, double took, const char *text)
{
	double measured;
	char says[64];

	if (took < 0)
		return LEFT_OUT;
	if (!waits_read(text, &measured, says, sizeof(says)))
		return HANGS;
	if (strcmp(row->says, "-") == 0) /* a file's times are told in ticks of milliseconds */
		return measured >= way->nominal / 5 ? ACCELERATED : UNTOUCHED;
	if (took >= way->nominal * 0.95)
		return UNTOUCHED;
	return strcmp(says, row->says) == 0 ? ACCELERATED : WRONG;
}

static enum result measure(const struct waits_row *row, const struct way *way, double *ret_took)
{
	const char *const *program;
	const char *argv[WORDS_MOST];
	char name[64], text[128];
	size_t count = 0;

	*ret_took = 0;
	snprintf(name, sizeof(name), "programs/%s", row->program);
	if (!way->words[0] || access(timing_built(name), R_OK) < 0)
		return LEFT_OUT;
	program = waits_words(row, timing_built(name), way->nominal);
	for (size_t i = 0; i < COUNT_OF(way->words) && way->words[i]; i++)
		argv[count++] = way->words[i];
	while (*program)
		argv[count++] = *program++;
	argv[count] = NULL;
	*ret_took = run(argv, text, sizeof(text));
	return judge(row, way, *ret_took, text);
}

/* Somebody else on the machine may have been in the way: what was to come is tried for again. */
static enum result measure_again(const struct waits_row *row, const struct way *way,
				 enum result want, struct timing *ret)
{
	int round = 0;
	enum result got;
	double took;

	do {
		got = measure(row, way, &took);
		if (got != LEFT_OUT)
			timing_add(ret, took);
	} while (got != want && got != LEFT_OUT && ++round < ROUNDS);
	return got;
}

static enum result wanted(const struct waits_row *row, int way)
{
	static const enum result of_faketime[] = {
		[FAKETIME_YES] = ACCELERATED,
		[FAKETIME_NO] = UNTOUCHED,
		[FAKETIME_WRONG] = WRONG,
		[FAKETIME_HANGS] = HANGS,
	};

	if (way == FAKETIME)
		return of_faketime[row->faketime];
	return row->is_ours ? ACCELERATED : UNTOUCHED;
}

/* So long may it take at most by a clock that jumps, in seconds: a virtual machine needs some to begin with. */
static double aim_of(const struct waits_row *row)
{
	return strstr(row->program, ".class") || strstr(row->program, ".js") ? 1 : 0.15;
}

static int totals[WAYS][RESULTS], surprises, slow;

static void measure_row(const struct waits_row *row)
{
	const bool waits = strcmp(row->says, "-") != 0;
	double took = 0;

	printf("  %-24s%-40s", row->program, row->name);
	for (int way = 0; way < WAYS; way++) {
		const enum result want = wanted(row, way);
		struct timing timing = { .count = 0 };
		const enum result got = measure_again(row, &ways[way], want, &timing);

		for (int round = 1; way == JUMPS && round < ROUNDS && got == ACCELERATED; round++)
			if (measure(row, &ways[way], &took) == ACCELERATED)
				timing_add(&timing, took);
		took = timing_median(&timing);
		printf(" %7.3f %-9s", took, result_names[got]);
		totals[way][got] += waits;
		surprises += got != want && got != LEFT_OUT;
		slow += way == JUMPS && took > aim_of(row);
		if (got != want && got != LEFT_OUT)
			printf("(expected: %s) ", want == ACCELERATED ? "faster" : result_names[want]);
	}
	printf("\n");
	fflush(stdout);
}

static void print_total(const struct way *way, const int results[RESULTS])
{
	int sum = 0;

	for (int i = 0; i < LEFT_OUT; i++)
		sum += results[i];
	printf("  %-12s %d of %d waits accelerated, %d untouched, %d wrong, %d hang\n", way->name,
	       results[ACCELERATED], sum, results[UNTOUCHED], results[WRONG], results[HANGS]);
}

int main(void)
{
	timing_keep_to_one_processor();
	timing_go_before_others();
	prefer_the_system_s();
	ways[JUMPS].words[0] = ways[RATE].words[0] = timing_built("sockcheck");
	if (!find_faketime())
		ways[FAKETIME].words[0] = NULL;
	printf("waits: real seconds (load %.1f); what tells the time is said to be accelerated "
	       "where it moves\n  %-64s",
	       timing_load(), "");
	for (int way = 0; way < WAYS; way++)
		printf(" %s, %g s%*s", ways[way].name, ways[way].nominal,
		       (int)(way == JUMPS  ? 0
			     : way == RATE ? 3
					   : 1),
		       "");
	printf("\n");
	for (size_t i = 0; i < waits_rows_count; i++)
		measure_row(&waits_rows[i]);
	for (int way = 0; way < WAYS; way++)
		print_total(&ways[way], totals[way]);
	printf("  %d took longer than 150 ms by a clock that jumps (Java and JavaScript: 1 s)   "
	       "(aim: 0)\n",
	       slow);
	printf("  %d were not as the manual's table says   (aim: 0)\n", surprises);
	return surprises > 0;
}
