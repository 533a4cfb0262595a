/*
 * Where control groups can be made, a sandbox is bounded as a whole: memory that counts for no process, and how many processes there are.
 * What was made for it is gone behind it. Without them all of this is skipped.
 */
#include "os/cgroup.h"
#include "os/sandbox.h"
#include "support/live.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MIB = 1 << 20, PROCESSES = 12 };

static struct cgroup_tree tree;

/* What SCRIPT prints in a sandbox of that group (in python), which ends with it. */
static const char *say(const char *group, const char *script)
{
	static char text[256];
	const char *const argv[] = { "python3", "-c", script, NULL };
	struct sandbox box = { .disk_most = 256 * MIB, .fds = { -1, -1, -1, -1, -1 }, .cgroup = group };
	int ends[2], fd_process;
	size_t len = 0;
	ssize_t got;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	box.fds[SANDBOX_OUTPUT] = ends[1];
	pid = sandbox_start(&box, argv, &fd_process, &(struct sck_err){ 0 });
	assert_true(pid > 0);
	close(ends[1]);
	while ((got = read(ends[0], text + len, sizeof(text) - 1 - len)) > 0)
		len += (size_t)got;
	text[len] = '\0';
	close(ends[0]);
	close(fd_process);
	waitpid(pid, NULL, 0);
	return text;
}

static void memory_that_is_no_process_s(void **state)
{
	static const char takes[] = "import os\n"
				    "f = os.memfd_create('x')\n"
				    "for i in range(%d): os.write(f, bytes(1 << 20))\n"
				    "print('all of it')";
	char group[CGROUP_PATH], script[sizeof(takes) + 8];

	(void)state;
	cgroup_make(&tree, 1, group);
	assert_string_not_equal(group, "");
	assert_int_equal(cgroup_limit(group, 100 * MIB, 100), 0);
	snprintf(script, sizeof(script), takes, 20);
	assert_string_equal(say(group, script), "all of it\n");
	assert_int_equal(cgroup_killed(group), 0);
	snprintf(script, sizeof(script), takes, 200);
	assert_string_equal(say(group, script), "");
	assert_true(cgroup_killed(group) > 0);
	cgroup_remove(group);
	assert_int_equal(access(group, F_OK), -1);
}

static void how_many_processes_there_are(void **state)
{
	static const char forks[] = "import os, signal\n"
				    "n = 0\n"
				    "try:\n"
				    "  while n < 100:\n"
				    "    if not os.fork(): signal.pause()\n"
				    "    n += 1\n"
				    "except BlockingIOError: pass\n"
				    "print('few' if 0 < n < 12 else n)\n";
	char group[CGROUP_PATH];

	(void)state;
	cgroup_make(&tree, 2, group);
	assert_int_equal(cgroup_limit(group, 200 * MIB, PROCESSES), 0);
	assert_string_equal(say(group, forks), "few\n");
	cgroup_remove(group);
	assert_int_equal(access(group, F_OK), -1);
}

static void what_was_made_is_gone(void **state)
{
	char top[CGROUP_PATH];

	(void)state;
	memcpy(top, tree.top, sizeof(top));
	assert_int_equal(access(top, F_OK), 0);
	cgroup_end(&tree);
	assert_int_equal(access(top, F_OK), -1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(memory_that_is_no_process_s),
	cmocka_unit_test(how_many_processes_there_are),
	cmocka_unit_test(what_was_made_is_gone),
};

int main(void)
{
	struct sck_err err = { 0 };

	live_begin();
	if (sandbox_try(&err) || cgroup_begin(&tree, &err)) {
		printf("SKIP: %s\n", err.text);
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
