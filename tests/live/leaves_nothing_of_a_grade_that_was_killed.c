/*
 * `sockcheck grade` is killed by SIGKILL at any of its system calls, and at any of those with which a sandbox comes to be: no process is left, where there
 * are namespaces and where there are none. This test traces all of them up to the program that a sandbox is for, so that a moment is the n-th
 * stop and no time; and is the reaper of whatever they leave: that wait(2) finds nobody says that nobody is there.
 */
#include "os/procfs.h"
#include "support/live.h"
#include "support/processes.h"
#include "support/tool.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOMENTS = 24, DEPTHS = 3, NEVER = 1 << 30 };

static char folder[] = "/tmp/sockcheck-killed-XXXXXX", class[PATH_MAX], output[PATH_MAX];

/* The grader is killed at the AT-th stop of a process that is so deep below it: 0 of any, 1 of what it forks, 2 of what that forks. */
static struct moment {
	int depth, at;
} moment;

static struct {
	pid_t grader;
	int counts[DEPTHS]; /* stops up to now */
	bool is_killed;
	int status; /* the grader's */
} seen;

/* In the child. */
static _Noreturn void become_grader(const char *container)
{
	char tool[PATH_MAX];
	const char *const argv[] = { container,
				     tool,
				     "grade",
				     "tcp-echo-server",
				     class,
				     "--case",
				     "echoes a line*",
				     "--family=ipv4",
				     "--output",
				     output,
				     NULL };
	const char *const *first = container ? argv : argv + 1;

	tool_path(tool);
	if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
		_exit(TOOL_BROKEN);
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* it traces itself for that */
	raise(SIGSTOP);
	execv(first[0], (char *const *)(uintptr_t)first);
	_exit(TOOL_BROKEN);
}

static void seize(pid_t pid)
{
	const int options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			    PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	int status;

	assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
	assert_true(WIFSTOPPED(status));
	assert_int_equal(ptrace(PTRACE_SEIZE, pid, NULL, options), 0);
	assert_int_equal(kill(pid, SIGCONT), 0);
}

/* What a sandbox is for traces others itself. */
static bool is_ours(pid_t pid)
{
	char name[PROCESSES_NAME] = "";

	return !procfs_name(pid, name, sizeof(name)) &&
	       (!strcmp(name, "sockcheck") || !strcmp(name, "bwrap") || !strcmp(name, "in_a_container"));
}

/* How far below the grader, at most DEPTHS - 1. */
static int depth_of(pid_t pid)
{
	int depth = 0;

	for (; pid != seen.grader && depth + 1 < DEPTHS; pid = procfs_parent(pid))
		depth++;
	return depth;
}

static void count_stop(pid_t pid)
{
	for (int depth = depth_of(pid); depth >= 0; depth--)
		seen.counts[depth]++;
	if (seen.is_killed || seen.counts[moment.depth] < moment.at)
		return;
	seen.is_killed = true;
	assert_int_equal(kill(seen.grader, SIGKILL), 0);
}

/* Lets a process go on that has stopped. It may be gone by then. */
static void go_on(pid_t pid, int status)
{
	const int event = status >> 16, signal = WSTOPSIG(status);

	if (event == PTRACE_EVENT_EXEC && !is_ours(pid))
		ptrace(PTRACE_DETACH, pid, NULL, NULL);
	else if (event == PTRACE_EVENT_STOP && signal != SIGTRAP)
		ptrace(PTRACE_LISTEN, pid, NULL, NULL);
	else
		ptrace(PTRACE_SYSCALL, pid, NULL, event || signal == (SIGTRAP | 0x80) ? 0 : signal);
}

/* Grades until nobody is left. */
static void grade_until(const struct moment *at, const char *container)
{
	pid_t pid;
	int status;

	memset(&seen, 0, sizeof(seen));
	moment = *at;
	fflush(NULL);
	seen.grader = fork();
	assert_true(seen.grader >= 0);
	if (seen.grader == 0)
		become_grader(container);
	seize(seen.grader);
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (pid == seen.grader && !WIFSTOPPED(status))
			seen.status = status;
		if (!WIFSTOPPED(status))
			continue;
		count_stop(pid);
		go_on(pid, status);
	}
	assert_int_equal(errno, ECHILD);
}

static void kill_at_many_moments(const char *container)
{
	int counts[DEPTHS];

	grade_until(&(struct moment){ .at = NEVER }, container);
	if (WIFEXITED(seen.status) && WEXITSTATUS(seen.status) == TOOL_BROKEN)
		skip(); /* no sandbox here */
	assert_true(WIFEXITED(seen.status) && WEXITSTATUS(seen.status) == 1);
	memcpy(counts, seen.counts, sizeof(counts));
	for (int i = 0; i < MOMENTS; i++) {
		const int depth = i % DEPTHS;

		assert_true(counts[depth] > MOMENTS);
		grade_until(&(struct moment){ depth, 1 + rand() % counts[depth] }, container);
	}
}

static void in_namespaces(void **state)
{
	(void)state;
	kill_at_many_moments(NULL);
}

static void by_users_where_there_are_none(void **state)
{
	(void)state;
	if (geteuid())
		skip();
	kill_at_many_moments(live_program("in_a_container"));
}

static int make_class(void **state)
{
	FILE *file;

	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	srand(1);
	assert_non_null(mkdtemp(folder));
	snprintf(class, sizeof(class), "%s/alice.c", folder);
	snprintf(output, sizeof(output), "%s/grades", folder);
	file = fopen(class, "we");
	assert_non_null(file);
	fputs("int main(void) { return 0; }\n", file);
	return fclose(file);
}

static int remove_class(void **state)
{
	char command[PATH_MAX];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(in_namespaces),
	cmocka_unit_test(by_users_where_there_are_none),
};

int main(void)
{
	live_begin();
	return cmocka_run_group_tests(tests, make_class, remove_class);
}
