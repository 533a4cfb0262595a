/*
 * os/loopback: what a process that is forked into a private loopback has of its caller, and what it
 * finds there. The children answer by their exit status.
 */
#include "support/inside.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct sck_err err;

struct outside {
	ino_t net, pid;
	sigset_t mask;
	char cwd[PATH_MAX];
	const struct loopback *lo;
};

static int see_the_inside(void *arg)
{
	const struct outside *outside = arg;
	char cwd[PATH_MAX];
	sigset_t mask;

	if (inside_namespace("net") == outside->net || inside_namespace("pid") == outside->pid)
		return 1;
	if (!getcwd(cwd, sizeof(cwd)) || strcmp(cwd, outside->cwd))
		return 2;
	sigprocmask(SIG_BLOCK, NULL, &mask);
	for (int signal = 1; signal < SIGRTMIN; signal++)
		if (sigismember(&mask, signal) != sigismember(&outside->mask, signal))
			return 3;
	if (fcntl(outside->lo->fd_request, F_GETFD) >= 0 || fcntl(outside->lo->fd_keeper, F_GETFD) >= 0)
		return 4;
	if (getppid() != 0 || getpid() != syscall(SYS_gettid))
		return 5;
	return 42;
}

static void a_process_inside_has_our_directory_mask_and_descriptors(void **state)
{
	struct outside outside = { inside_namespace("net"), inside_namespace("pid"), .lo = NULL };
	struct loopback lo;
	sigset_t usr1, before;

	(void)state;
	inside_open(&lo);
	outside.lo = &lo;
	assert_non_null(getcwd(outside.cwd, sizeof(outside.cwd)));
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, &before);
	sigprocmask(SIG_BLOCK, NULL, &outside.mask);
	assert_int_equal(inside_run(&lo, see_the_inside, &outside), W_EXITCODE(42, 0));
	sigprocmask(SIG_SETMASK, &before, NULL);
	inside_close(&lo);
}

static int end_by_abort(void *arg)
{
	(void)arg;
	abort();
}

static int end_by_pthread_kill(void *arg)
{
	(void)arg;
	pthread_kill(pthread_self(), SIGTERM);
	return 0;
}

static void a_function_inside_has_a_whole_c_library(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	assert_int_equal(inside_run(&lo, inside_use_libc, NULL), 0);
	assert_int_equal(WTERMSIG(inside_run(&lo, end_by_abort, NULL)), SIGABRT);
	assert_int_equal(WTERMSIG(inside_run(&lo, end_by_pthread_kill, NULL)), SIGTERM);
	assert_int_equal(inside_run(&lo, inside_run_shell, "exit 3"), W_EXITCODE(3, 0));
	inside_close(&lo);
}

/* The grandchild's PID, once PID 1 has it. */
static int leave_an_orphan(void *arg)
{
	int *fd = arg;

	if (fork() == 0) {
		pid_t orphan = fork();

		if (orphan)
			_exit(write(*fd, &orphan, sizeof(orphan)) < 0);
		_exit(0);
	}
	return wait(NULL) < 0;
}

static int see_it_gone(void *arg)
{
	time_t until = time(NULL) + 10;

	while (!kill(*(pid_t *)arg, 0) && time(NULL) < until)
		sched_yield();
	return !kill(*(pid_t *)arg, 0);
}

static void orphans_are_reaped_inside(void **state)
{
	struct loopback lo;
	int ends[2];
	pid_t orphan;

	(void)state;
	inside_open(&lo);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(inside_run(&lo, leave_an_orphan, &ends[1]), 0);
	assert_int_equal(read(ends[0], &orphan, sizeof(orphan)), sizeof(orphan));
	assert_int_equal(inside_run(&lo, see_it_gone, &orphan), 0);
	close(ends[0]);
	close(ends[1]);
	inside_close(&lo);
}

static void a_directory_that_is_gone_is_named(void **state)
{
	char before[PATH_MAX], dir[] = "/tmp/sockcheck-XXXXXX";
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	assert_non_null(getcwd(before, sizeof(before)));
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	rmdir(dir);
	assert_int_equal(loopback_fork(&lo, end_by_abort, NULL, &err), -ENOENT);
	assert_non_null(strstr(err.text, "working directory"));
	assert_int_equal(chdir(before), 0);
	inside_close(&lo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_inside_has_our_directory_mask_and_descriptors),
		cmocka_unit_test(a_function_inside_has_a_whole_c_library),
		cmocka_unit_test(orphans_are_reaped_inside),
		cmocka_unit_test(a_directory_that_is_gone_is_named),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
