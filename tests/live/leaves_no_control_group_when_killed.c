/*
 * A grader that has control groups is killed, with a command in a sandbox: what guards that removes the groups behind it, whether somebody was in them or not. Folders
 * of ours stand for the groups, as most machines have none to give: entering one is a word in its cgroup.procs.
 */
#include "os/cgroup.h"
#include "os/sandbox.h"
#include "support/live.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MIB = 1 << 20, PATH_LEN = 200 };

static char base[] = "/tmp/sockcheck-groups-XXXXXX";
static char top[PATH_LEN], group[PATH_LEN], idle[PATH_LEN], aside[PATH_LEN], procs[PATH_LEN],
	control[PATH_LEN];

static void make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static int make_groups(void **state)
{
	(void)state;
	snprintf(top, sizeof(top), "%s/sockcheck-1", base);
	snprintf(group, sizeof(group), "%s/sockcheck-1/0", base);
	snprintf(idle, sizeof(idle), "%s/sockcheck-1/11", base);
	snprintf(aside, sizeof(aside), "%s/sockcheck-1-itself", base);
	snprintf(procs, sizeof(procs), "%s/sockcheck-1/0/cgroup.procs", base);
	snprintf(control, sizeof(control), "%s/cgroup.subtree_control", base);
	make_file(control);
	return mkdir(top, 0700) || mkdir(group, 0700) || mkdir(idle, 0700) || mkdir(aside, 0700);
}

/* In a child: starts a command that waits until it is ended, says so on FD, and waits to be killed. */
static _Noreturn void grade(int fd)
{
	const char *const argv[] = { "sh", "-c", "mkfifo /tmp/f; echo; read -r _ </tmp/f", NULL };
	struct sandbox box = { .disk_most = 256 * MIB, .fds = { -1, -1, -1, -1, -1 }, .cgroup = group };
	int fd_process;

	box.fds[SANDBOX_OUTPUT] = fd;
	if (sandbox_start(&box, argv, &fd_process, &(struct sck_err){ 0 }) < 0)
		_exit(1);
	close(fd);
	for (;;)
		pause();
}

static void it_is_killed_and_so_are_its_groups(void **state)
{
	int ends[2];
	char byte;
	pid_t pid;

	(void)state;
	make_file(procs);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		grade(ends[1]);
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(unlink(procs), 0); /* the kernel's files are no hindrance */
	assert_int_equal(kill(pid, SIGKILL), 0);
	while (waitpid(-1, NULL, 0) > 0) /* the guard, too: it is ours now */
		;
	assert_int_equal(errno, ECHILD);
	assert_int_equal(read(ends[0], &byte, 1), 0);
	close(ends[0]);
	assert_int_equal(access(top, F_OK), -1);
	assert_int_equal(access(aside, F_OK), -1);
	assert_int_equal(access(base, F_OK), 0);
}

static void the_last_one_out_removes_the_tree(void **state)
{
	(void)state;
	make_file(procs); /* somebody is in there */
	cgroup_abandon(idle);
	assert_int_equal(access(idle, F_OK), -1);
	assert_int_equal(access(group, F_OK), 0);
	assert_int_equal(access(aside, F_OK), 0);
	assert_int_equal(unlink(procs), 0);
	cgroup_abandon(group);
	assert_int_equal(access(top, F_OK), -1);
	assert_int_equal(access(aside, F_OK), -1);
}

static void what_is_no_group_stays(void **state)
{
	(void)state;
	cgroup_abandon(NULL);
	cgroup_abandon("");
	cgroup_abandon("0");
	assert_int_equal(access(idle, F_OK), 0);
	cgroup_abandon(group);
	assert_int_equal(access(top, F_OK), -1);
}

static int remove_base(void **state)
{
	(void)state;
	return unlink(control) || rmdir(base);
}

static int make_base(void **state)
{
	(void)state;
	return mkdtemp(base) ? 0 : -1;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup(it_is_killed_and_so_are_its_groups, make_groups),
	cmocka_unit_test_setup(the_last_one_out_removes_the_tree, make_groups),
	cmocka_unit_test_setup(what_is_no_group_stays, make_groups),
};

int main(void)
{
	struct sck_err err = { 0 };

	live_begin();
	if (sandbox_try(&err)) {
		printf("SKIP: %s\n", err.text);
		return 77;
	}
	return cmocka_run_group_tests(tests, make_base, remove_base);
}
