/*
 * `sockcheck grade` is killed by SIGKILL at any of its system calls, and at any of those with which a sandbox comes to be; `sockcheck check`, at any of the
 * suite's and of its workers': no process is left; of grade neither where there are no namespaces. This test traces them, so that a moment is the
 * n-th stop and no time; and is the reaper of whatever they leave: that wait(2) finds nobody says that nobody is there.
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

enum { MOMENTS = 24, DEPTHS = 3, WORDS_MOST = 16, NEVER = 1 << 30 };

/* What is killed: WORDS behind `sockcheck`. */
struct command {
	const char *const *words;
	const char *container; /* that it runs in; NULL: none */
	bool is_tracer;        /* its children trace theirs, which nobody else may then */
};

static char folder[] = "/tmp/sockcheck-killed-XXXXXX", class[PATH_MAX], output[PATH_MAX];

/* The command is killed at the AT-th stop of a process that is so deep below it: 0 of any, 1 of what it forks, 2 of what that forks. */
static struct moment {
	int depth, at;
} moment;

static struct {
	const struct command *command;
	pid_t first;        /* the command's process */
	int counts[DEPTHS]; /* stops up to now */
	bool is_killed;
	int status; /* of that process */
} seen;

/* In the child. */
static _Noreturn void become(const struct command *c)
{
	const char *argv[WORDS_MOST];
	char tool[PATH_MAX];
	size_t count = 0;

	tool_path(tool);
	if (c->container)
		argv[count++] = c->container;
	argv[count++] = tool;
	for (const char *const *word = c->words; *word && count + 1 < WORDS_MOST; word++)
		argv[count++] = *word;
	argv[count] = NULL;
	if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
		_exit(TOOL_BROKEN);
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* it traces itself for that */
	raise(SIGSTOP);
	execv(argv[0], (char *const *)(uintptr_t)argv);
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

static bool is_ours(pid_t pid)
{
	static const char *const names[] = { "sockcheck", "bwrap", "in_a_container", "tcp-echo-server" };
	char name[PROCESSES_NAME] = "";
	bool found = false;

	procfs_name(pid, name, sizeof(name));
	for (size_t i = 0; i < COUNT_OF(names); i++)
		found |= !strcmp(name, names[i]);
	return found;
}

/* How far below the command, at most DEPTHS - 1. */
static int depth_of(pid_t pid)
{
	int depth = 0;

	for (; pid != seen.first && depth + 1 < DEPTHS; pid = procfs_parent(pid))
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
	assert_int_equal(kill(seen.first, SIGKILL), 0);
}

/* Its parent stands still, and may seize it afterwards. It itself may go already, and wait for that one. */
static void let_go_of_child(pid_t parent)
{
	unsigned long child;

	if (!seen.command->is_tracer || depth_of(parent) == 0 ||
	    ptrace(PTRACE_GETEVENTMSG, parent, NULL, &child) ||
	    ptrace(PTRACE_INTERRUPT, (pid_t)child, NULL, NULL) || waitpid((pid_t)child, NULL, __WALL) < 0)
		return;
	ptrace(PTRACE_DETACH, (pid_t)child, NULL, NULL);
}

/* Lets a process go on that has stopped. It may be gone by then. */
static void go_on(pid_t pid, int status)
{
	const int event = status >> 16, signal = WSTOPSIG(status);

	if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE)
		let_go_of_child(pid);
	if (event == PTRACE_EVENT_EXEC && !is_ours(pid))
		ptrace(PTRACE_DETACH, pid, NULL, NULL);
	else if (event == PTRACE_EVENT_STOP && signal != SIGTRAP)
		ptrace(PTRACE_LISTEN, pid, NULL, NULL);
	else
		ptrace(PTRACE_SYSCALL, pid, NULL, event || signal == (SIGTRAP | 0x80) ? 0 : signal);
}

/* Runs it until nobody is left. */
static void run_until(const struct moment *at, const struct command *c)
{
	pid_t pid;
	int status;

	memset(&seen, 0, sizeof(seen));
	seen.command = c;
	moment = *at;
	fflush(NULL);
	seen.first = fork();
	assert_true(seen.first >= 0);
	if (seen.first == 0)
		become(c);
	seize(seen.first);
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (pid == seen.first && !WIFSTOPPED(status))
			seen.status = status;
		if (!WIFSTOPPED(status))
			continue;
		count_stop(pid);
		go_on(pid, status);
	}
	assert_int_equal(errno, ECHILD);
}

static void kill_at_many_moments(const struct command *c)
{
	int counts[DEPTHS];

	run_until(&(struct moment){ .at = NEVER }, c);
	if (WIFEXITED(seen.status) &&
	    (WEXITSTATUS(seen.status) == TOOL_BROKEN || WEXITSTATUS(seen.status) == TOOL_SKIP))
		skip(); /* no sandbox here */
	assert_true(WIFEXITED(seen.status) && WEXITSTATUS(seen.status) <= 1);
	memcpy(counts, seen.counts, sizeof(counts));
	for (int i = 0; i < MOMENTS; i++) {
		const int depth = i % (c->is_tracer ? DEPTHS - 1 : DEPTHS);

		assert_true(counts[depth] > MOMENTS);
		run_until(&(struct moment){ depth, 1 + rand() % counts[depth] }, c);
	}
}

static void kill_grade_in(const char *container)
{
	const char *const words[] = {
		"grade",         "tcp-echo-server", class,  "--case", "echoes a line*",
		"--family=ipv4", "--output",        output, NULL
	};

	kill_at_many_moments(&(struct command){ words, container, false });
}

static void grade_is_killed(void **state)
{
	(void)state;
	kill_grade_in(NULL);
}

static void grade_is_killed_where_there_are_no_namespaces(void **state)
{
	(void)state;
	if (geteuid())
		skip();
	kill_grade_in(live_program("in_a_container"));
}

static void check_is_killed(void **state)
{
	char name[PROCESSES_NAME];
	const char *const words[] = { "check",
				      "tcp-echo-server",
				      "--case=echoes a line",
				      "--family=ipv4",
				      "--",
				      live_program("daemonises"),
				      "{port}",
				      name,
				      NULL };

	processes_name(name);
	(void)state;
	kill_at_many_moments(&(struct command){ words, NULL, true });
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
	cmocka_unit_test(grade_is_killed),
	cmocka_unit_test(grade_is_killed_where_there_are_no_namespaces),
	cmocka_unit_test(check_is_killed),
};

int main(void)
{
	live_begin();
	return cmocka_run_group_tests(tests, make_class, remove_class);
}
