/*
 * os/cgroup: a tree that a killed process has left is removed, one that somebody has is not. Folders of any file system stand for groups: what is asked of them
 * is what mkdir(2), rmdir(2) and flock(2) do in each. What the groups are for has its test in tests/live/bounds_a_sandbox_as_a_whole.c.
 */
#include "os/cgroup.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static char base[32];
static pid_t gone;

static const char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", base, name);
	return path;
}

static bool is_there(const char *name)
{
	return !access(path_of(name), F_OK);
}

static void make(const char *name)
{
	assert_int_equal(mkdir(path_of(name), 0755), 0);
}

static int enter(void **state)
{
	(void)state;
	strcpy(base, "/tmp/cgroup-XXXXXX");
	assert_non_null(mkdtemp(base));
	gone = fork();
	if (gone == 0)
		_exit(0);
	return waitpid(gone, NULL, 0) == gone ? 0 : -1;
}

static int leave(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", base);
	return system(command);
}

static void what_is_left_behind_goes(void **state)
{
	char top[64], group[96], left[96];

	(void)state;
	snprintf(top, sizeof(top), "sockcheck-%d", (int)gone);
	snprintf(group, sizeof(group), "%s/3", top);
	make(top);
	make(group);
	cgroup_clear(base);
	assert_false(is_there(top));

	snprintf(left, sizeof(left), "%s/3/somebody", top); /* a group in which somebody is cannot be removed */
	make(top);
	make(group);
	make(left);
	cgroup_clear(base);
	assert_true(is_there(left));
	cgroup_clear("/nowhere");
}

static void what_somebody_has_stays(void **state)
{
	char top[64], own[64];
	int fd;

	(void)state;
	snprintf(top, sizeof(top), "sockcheck-%d", (int)gone);
	snprintf(own, sizeof(own), "sockcheck-%d", (int)getpid());
	make(top);
	make(own);
	make("sockcheck-1x");
	make("sockcheck-");
	make("somebody-1");
	fd = open(path_of(top), O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	cgroup_clear(base);
	assert_true(is_there(top));
	assert_true(is_there(own));
	assert_true(is_there("sockcheck-1x") && is_there("sockcheck-") && is_there("somebody-1"));
	close(fd);
	cgroup_clear(base);
	assert_false(is_there(top));
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(what_is_left_behind_goes),
		IN_A_FOLDER(what_somebody_has_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
