/*
 * `sockcheck run --untraced`: nothing watches the program, and nothing of it is left. Its clock is libfaketime's, in every process of
 * it. What libfaketime cannot do: refuses_what_libfaketime_cannot.c.
 */
#include "support/live.h"
#include "support/processes.h"
#include "support/tool.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Untraced ----------------------------------------------------------------------------------------------------- */

static void neither_tracer_nor_filter(void **state)
{
	char filter[64] = "";
	FILE *own = fopen("/proc/self/status", "r");

	(void)state;
	tool_needs_untraced(false);
	assert_non_null(own);
	while (strncmp(filter, "Seccomp:", 8) != 0)
		assert_non_null(fgets(filter, sizeof(filter), own));
	fclose(own);
	EXPECT_UNTRACED(0, "TracerPid:\t0\n", NULL, "--", "cat", "/proc/self/status");
	EXPECT_UNTRACED(0, filter, NULL, "--", "cat", "/proc/self/status");
}

static void every_core_that_the_caller_has(void **state)
{
	char want[256] = "";
	FILE *own = fopen("/proc/self/status", "r");

	(void)state;
	tool_needs_untraced(false);
	assert_non_null(own);
	while (strncmp(want, "Cpus_allowed_list:", 18) != 0)
		assert_non_null(fgets(want, sizeof(want), own));
	fclose(own);
	EXPECT_UNTRACED(0, want, NULL, "--", "cat", "/proc/self/status");
}

/* The terminal sends it to both; it is the program's to answer. */
static void a_signal_that_is_typed(void **state)
{
	struct bytes output = { 0 };
	struct tool tool;

	(void)state;
	tool_needs_untraced(false);
	tool = tool_start((const char *const[]){ "sockcheck", "run", "--untraced", "--", "sh", "-c",
						 "trap 'exit 5' INT; sleep 1000 & echo ready; wait", NULL },
			  NULL);
	tool_take_output(&tool, true, &output);
	assert_string_equal(bytes_text(&output), "ready\n");
	assert_int_equal(kill(-tool.pid, SIGINT), 0);
	assert_int_equal(tool_end(&tool, &output), 5);
	bytes_done(&output);
}

static void nothing_is_left_of_it(void **state)
{
	char name[PROCESSES_NAME], file[64];

	(void)state;
	tool_needs_untraced(false);
	processes_name(name);
	EXPECT_UNTRACED(0, "", NULL, "--", live_program("daemonises"), "{port}", name);
	assert_int_equal(processes_called(name), 0);
	snprintf(file, sizeof(file), "/dev/shm/%s", name);
	tool_needs_untraced(true);
	EXPECT_UNTRACED(0, "", NULL, "--clock", "@5", "--", "touch", file);
	assert_int_equal(access(file, F_OK), -1);
}

static void kill_tool_of(const char *const *argv)
{
	struct bytes output = { 0 };
	struct tool tool = tool_start(argv, NULL);

	tool_take_output(&tool, true, &output);
	assert_string_equal(bytes_text(&output), "ready\n");
	assert_int_equal(kill(tool.pid, SIGKILL), 0);
	/* the program's end of it too: it is gone */
	assert_int_equal(tool_end(&tool, &output), -SIGKILL);
	bytes_done(&output);
	while (wait(NULL) > 0)
		;
	assert_int_equal(errno, ECHILD);
}

static void nothing_is_left_when_it_is_killed(void **state)
{
	struct bytes before = { 0 }, after = { 0 };

	(void)state;
	tool_needs_untraced(false);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	processes_holdings(&before);
	kill_tool_of((const char *const[]){
		"sockcheck", "run", "--untraced", "--", "sh", "-c",
		"trap '' TERM HUP INT; (setsid sleep 1000 &) ; echo ready; exec sleep 1000", NULL });
	processes_holdings(&after);
	assert_string_equal(bytes_text(&after), bytes_text(&before));
	bytes_done(&before);
	bytes_done(&after);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
}

/* ---- Its clock ---------------------------------------------------------------------------------------------------- */

static void the_date_that_was_set(void **state)
{
	(void)state;
	tool_needs_untraced(true);
	EXPECT_UNTRACED(0, "2038-01-19 03:14\n", NULL, "--clock", "2038-01-19 03:14:07", "--",
			"date", "-u", "+%F %H:%M");
	EXPECT_UNTRACED(0, "1970-01-01 00:00\n", NULL, "--clock", "1970-01-01 00:00:01", "--",
			"date", "-u", "+%F %H:%M");
	EXPECT_UNTRACED(0, "2038-01-19 03:14\n", "TZ=America/New_York", "--clock",
			"2038-01-19 03:14:07", "--", "date", "-u", "+%F %H:%M");
}

/* Where the sleep lasted as long as it says, the limit would end it; where each process had a time of its own, none would pass. */
static void the_rate_that_was_set(void **state)
{
	(void)state;
	tool_needs_untraced(true);
	EXPECT_UNTRACED(0, "passed\n", NULL, "--clock", "2024-02-28 23:59:58", "--rate", "100",
			"--limit", "60", "--", "sh", "-c",
			"sleep 100; [ $(date -u +%F) = 2024-02-29 ] && echo passed");
	EXPECT_UNTRACED(0, "passed\n", NULL, "--rate", "100", "--limit", "60", "--", "sh",
			"-c", "a=$(date +%s); sleep 100; [ $(($(date +%s) - a)) -ge 100 ] && echo passed");
}

static void times_of_files_are_the_kernel_s(void **state)
{
	struct stat before;
	char want[64];

	(void)state;
	tool_needs_untraced(true);
	assert_int_equal(stat("/proc/self/exe", &before), 0);
	snprintf(want, sizeof(want), "%lld\n", (long long)before.st_mtime);
	EXPECT_UNTRACED(0, want, NULL, "--clock", "@5", "--", "stat", "-c", "%Y", live_self());
}

static void what_was_preloaded_stays(void **state)
{
	(void)state;
	tool_needs_untraced(true);
	EXPECT_UNTRACED(0, "/nowhere/libother.so:/", "LD_PRELOAD=/nowhere/libother.so", "--clock",
			"@5", "--", "printenv", "LD_PRELOAD");
}

/* Whoever holds sockcheck's own clock still, or hurries it, gets the same verdict. */
static void sockcheck_itself(void **state)
{
	char path[PATH_MAX];

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	print_message("SKIP: AddressSanitizer wants to be the first library\n");
	skip();
#endif
	tool_needs_untraced(true);
	tool_path(path);
	/* what stands for the port is the inner one's to fill in */
	EXPECT_UNTRACED(0, "1 of 1 passed", NULL, "--clock", "2038-01-19", "--rate", "10", "--", "sh",
			"-c", "exec \"$0\" talk --connect --send x --expect x --close -- \"$1\" serve '{po''rt}'",
			path, live_program("talk"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(neither_tracer_nor_filter),
	cmocka_unit_test(every_core_that_the_caller_has),
	cmocka_unit_test(a_signal_that_is_typed),
	cmocka_unit_test(nothing_is_left_of_it),
	cmocka_unit_test(nothing_is_left_when_it_is_killed),
	cmocka_unit_test(the_date_that_was_set),
	cmocka_unit_test(the_rate_that_was_set),
	cmocka_unit_test(times_of_files_are_the_kernel_s),
	cmocka_unit_test(what_was_preloaded_stays),
	cmocka_unit_test(sockcheck_itself),
};

LIVE_MAIN(tests)
