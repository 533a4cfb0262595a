/*
 * Each test of an edge case proves that its case truly happened: with its means left out (tests/support/edge.h) it fails. One that the
 * machine has it skip is skipped here, too.
 */
#include "facts/edge_case.h"
#include "support/timing.h"
#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

struct counts {
	int passed, failed, skipped;
};

static void count(FILE *report, struct counts *ret)
{
	char line[1024];

	*ret = (struct counts){ 0 };
	while (fgets(line, sizeof(line), report)) {
		ret->passed += strncmp(line, "[       OK ]", 12) == 0;
		ret->failed += strncmp(line, "[  FAILED  ] ", 13) == 0 && !strstr(line, "test(s)");
		ret->skipped += strncmp(line, "[  SKIPPED ]", 12) == 0;
	}
}

static void run(const char *test, struct counts *ret)
{
	char *const argv[] = { (char *)(uintptr_t)timing_built(test), NULL };
	posix_spawn_file_actions_t actions;
	FILE *report = tmpfile();
	int status;
	pid_t pid;

	assert_non_null(report);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fileno(report), STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, fileno(report), STDERR_FILENO);
	assert_int_equal(posix_spawn(&pid, argv[0], &actions, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	free(argv[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	rewind(report);
	count(report, ret);
	fclose(report);
	if (!WIFEXITED(status))
		fail_msg("%s was ended by a signal", test);
}

static void fails_without_its_means(void **state)
{
	const struct edge_case *e = *state;
	struct counts without;

	assert_int_equal(setenv("EDGE_WITHOUT_MEANS", "1", 1), 0);
	run(e->test, &without);
	if (without.skipped && !without.failed && !without.passed)
		skip();
	if (without.passed || !without.failed)
		fail_msg("%s: without its means %d of its tests pass, %d fail", e->test,
			 without.passed, without.failed);
}

int main(void)
{
	struct CMUnitTest *tests = calloc(edge_case_table_count, sizeof(*tests));
	int failed;

	for (size_t i = 0; i < edge_case_table_count; i++)
		tests[i] = (struct CMUnitTest){
			.name = edge_case_table[i].test,
			.test_func = fails_without_its_means,
			.initial_state = (void *)(uintptr_t)&edge_case_table[i],
		};
	failed = _cmocka_run_group_tests("edge cases", tests, edge_case_table_count, NULL, NULL);
	free(tests);
	return failed;
}
