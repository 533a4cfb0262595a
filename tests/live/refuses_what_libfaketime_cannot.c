/*
 * An untraced program that libfaketime cannot serve is refused, each by its reason, and none is served by two means. The programs are
 * made here, by the machine's compiler: each but names the function that it may not call.
 */
#include "support/live.h"
#include "support/tool.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void the_library_is_not_there(void **state)
{
	(void)state;
	tool_needs_untraced(true);
	EXPECT_UNTRACED(TOOL_SKIP, "SOCKCHECK_FAKETIME",
			"SOCKCHECK_FAKETIME=/nowhere/libfaketime.so.1", "--clock", "@5", "--", "true");
	EXPECT_UNTRACED(0, "", "SOCKCHECK_FAKETIME=/nowhere/libfaketime.so.1", "--", "true");
}

static void two_clocks(void **state)
{
	static const char *const variables[] = { "FAKETIME=+5",
						 "LD_PRELOAD=/lib/libfaketime.so.1" };

	(void)state;
	tool_needs_untraced(true);
	for (size_t i = 0; i < COUNT_OF(variables); i++) {
		EXPECT_UNTRACED(TOOL_USAGE, "one clock is enough", variables[i], "--clock", "@5",
				"--", "true");
		tool_expect(TOOL_USAGE, "clock is the test's already", variables[i],
			    (const char *const[]){ "sockcheck", "run", "--rate", "2", "--", "true", NULL });
		tool_expect(TOOL_BROKEN, "clock is the test's already", variables[i],
			    (const char *const[]){ "sockcheck", "talk", "--clock", "auto",
						   "--expect-exit", "0", "--", "true", NULL });
	}
}

/* Makes FOLDER/it of one C program, by the compiler that is here; false: there is none, or it cannot. */
static bool compile(const char *folder, const char *text, const char *more, char path[PATH_MAX])
{
	char command[4 * PATH_MAX];
	FILE *compiler;

	snprintf(path, PATH_MAX, "%s/it", folder);
	snprintf(command, sizeof(command), "cc -w -x c - -x none -o %s %s 2>/dev/null", path, more);
	compiler = popen(command, "w");
	assert_non_null(compiler);
	fputs(text, compiler);
	return pclose(compiler) == 0;
}

static const struct {
	const char *symbol;
	bool by_date;
	const char *name; /* NULL: the symbol */
} waits[] = {
	{ "alarm", false, NULL },
	{ "sem_timedwait", false, NULL },
	{ "sem_clockwait", true, NULL },
	{ "pthread_cond_clockwait", true, NULL },
	{ "pthread_mutex_timedlock", true, NULL },
	{ "pthread_mutex_clocklock", true, NULL },
	{ "pthread_rwlock_timedrdlock", true, NULL },
	{ "pthread_rwlock_timedwrlock", true, NULL },
	{ "pthread_rwlock_clockrdlock", true, NULL },
	{ "pthread_rwlock_clockwrlock", true, NULL },
	{ "pthread_timedjoin_np", true, NULL },
	{ "pthread_clockjoin_np", true, NULL },
	{ "cnd_timedwait", true, NULL },
	{ "mtx_timedlock", true, NULL },
	{ "mq_timedreceive", true, NULL },
	{ "mq_timedsend", true, NULL },
	{ "timer_settime", true, NULL },
	{ "timerfd_settime", true, NULL },
	{ "_ZNSt28__atomic_futex_unsigned_base19_M_futex_wait_"
	  "untilEPjjbNSt6chrono8durationIlSt5ratioILl1ELl1EEEENS2_IlS3_ILl1ELl1000000000EEEE",
	  true, "std::future::wait_until" },
	{ "_ZNSt28__atomic_futex_unsigned_base26_M_futex_wait_until_"
	  "steadyEPjjbNSt6chrono8durationIlSt5ratioILl1ELl1EEEENS2_IlS3_ILl1ELl1000000000EEEE",
	  true, "std::future::wait_for" },
};

/* A program that names SYMBOL, and calls it where it is given an argument; false: it cannot be made here. */
static bool compile_with(const char *folder, const char *symbol, const char *libraries, char path[PATH_MAX])
{
	char text[512];

	snprintf(text, sizeof(text), "extern int it(void) __asm__(\"%s\"); int main(int n, char **v) { return n > 1 ? it() : 0; }",
		 symbol);
	return compile(folder, text, libraries, path);
}

static void waits_that_would_not_end(void **state)
{
	const char *folder = sck_dir(*state);
	char path[PATH_MAX];
	size_t seen = 0;

	tool_needs_untraced(true);
	for (size_t i = 0; i < COUNT_OF(waits); i++) {
		char want[128];

		if (!compile_with(folder, waits[i].symbol, waits[i].name ? "-l:libstdc++.so.6" : "", path)) {
			print_message("%s is not in this machine's libraries\n", waits[i].symbol);
			continue;
		}
		seen++;
		snprintf(want, sizeof(want), "it calls %s, wh",
			 waits[i].name ? waits[i].name : waits[i].symbol);
		EXPECT_UNTRACED(TOOL_USAGE, want, NULL, "--rate", "10", "--", path);
		if (waits[i].by_date)
			EXPECT_UNTRACED(TOOL_USAGE, want, NULL, "--clock", "@5", "--", path);
		else
			EXPECT_UNTRACED(0, "", NULL, "--clock", "@5", "--", path);
		EXPECT_UNTRACED(0, "", NULL, "--", path);
	}
	if (!seen)
		sck_skip(*state, "there is no compiler");
}

static void waits_that_it_serves(void **state)
{
	static const char *const served[] = { "poll",
					      "ppoll",
					      "select",
					      "pselect",
					      "epoll_wait",
					      "epoll_pwait",
					      "sleep",
					      "usleep",
					      "nanosleep",
					      "clock_nanosleep",
					      "pthread_cond_timedwait",
					      "ualarm",
					      "setitimer" };
	char path[PATH_MAX];

	tool_needs_untraced(true);
	for (size_t i = 0; i < COUNT_OF(served); i++) {
		if (!compile_with(sck_dir(*state), served[i], "", path))
			sck_skip(*state, "there is no compiler");
		EXPECT_UNTRACED(0, "", NULL, "--clock", "@5", "--rate", "10", "--", path);
	}
}

/* The wait is in a library of the program's own. */
static void waits_of_a_library(void **state)
{
	const char *folder = sck_dir(*state);
	char library[PATH_MAX], path[PATH_MAX], options[2 * PATH_MAX];

	tool_needs_untraced(true);
	snprintf(library, sizeof(library), "%s/libown.so", folder);
	if (!compile(folder, "int sem_clockwait(); int own(int n) { return n > 1 ? sem_clockwait() : 0; }",
		     "-shared -fPIC", path))
		sck_skip(*state, "there is no compiler");
	assert_int_equal(rename(path, library), 0);
	snprintf(options, sizeof(options), "%s -Wl,-rpath,%s", library, folder);
	if (!compile(folder, "int own(); int main(int n, char **v) { return own(n); }", options, path))
		sck_skip(*state, "there is no compiler");
	EXPECT_UNTRACED(TOOL_USAGE, "its library libown.so calls sem_clockwait", NULL, "--clock",
			"@5", "--", path);
	EXPECT_UNTRACED(0, "", NULL, "--", path);
	assert_int_equal(unlink(library), 0);
	EXPECT_UNTRACED(TOOL_USAGE, "its libraries are not found", NULL, "--clock", "@5", "--", path);
}

static void programs_that_it_does_not_reach(void **state)
{
	static const struct {
		const char *program, *why;
	} table[] = {
		{ "blocks_in_recv_static", "it is static" },
		{ "blocks_in_recv_in_go", "Go program" },
		{ "blocks_in_recv_in_rust", "Rust program" },
		{ "talks_at_its_end_asan", "a sanitizer" },
		{ "talks_at_its_end_tsan", "a sanitizer" },
	};
	size_t seen = 0;

	(void)state;
	tool_needs_untraced(true);
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%s", live_program("play"));
		snprintf(strrchr(path, '/') + 1, NAME_MAX, "%s", table[i].program);
		if (access(path, X_OK))
			continue;
		EXPECT_UNTRACED(TOOL_USAGE, table[i].why, NULL, "--clock", "@5", "--", path);
		seen++;
	}
	assert_true(seen > 0);
}

static void write_script(const char *path, const char *first_line)
{
	FILE *script = fopen(path, "w");

	assert_non_null(script);
	fprintf(script, "%s\n", first_line);
	fclose(script);
	assert_int_equal(chmod(path, 0755), 0);
}

/* A script is what its interpreter is, whoever finds it. */
static void scripts(void **state)
{
	char path[PATH_MAX], line[PATH_MAX + 32];

	tool_needs_untraced(true);
	snprintf(path, sizeof(path), "%s/script", sck_dir(*state));
	snprintf(line, sizeof(line), "#!%s", live_program("blocks_in_recv_static"));
	write_script(path, line);
	EXPECT_UNTRACED(TOOL_USAGE, "it is static", NULL, "--clock", "@5", "--", path);
	write_script(path, "#!/usr/bin/env printenv");
	EXPECT_UNTRACED(1, "", "PATH=/usr/bin:/bin", "--clock", "@5", "--", path);
	write_script(path, "date -u +%F");
	EXPECT_UNTRACED(0, "1970-01-01\n", "PATH=/usr/bin:/bin", "--clock", "@5", "--", path);
}

static void programs_with_more_rights(void **state)
{
	char path[PATH_MAX];

	tool_needs_untraced(true);
	if (getuid() != 0)
		sck_skip(*state, "only root gives a program to somebody else");
	if (!compile(sck_dir(*state), "int main(void) { return 0; }", "", path))
		sck_skip(*state, "there is no compiler");
	assert_int_equal(chown(path, 65534, 65534), 0);
	assert_int_equal(chmod(path, 04755), 0);
	EXPECT_UNTRACED(TOOL_USAGE, "it is set-user-ID", NULL, "--clock", "@5", "--", path);
	EXPECT_UNTRACED(0, "", NULL, "--", path);
	assert_int_equal(chmod(path, 02755), 0);
	EXPECT_UNTRACED(TOOL_USAGE, "it is set-user-ID or set-group-ID", NULL, "--clock", "@5", "--", path);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_library_is_not_there),
	cmocka_unit_test(two_clocks),
	LIVE_TEST(waits_that_would_not_end),
	LIVE_TEST(waits_that_it_serves),
	LIVE_TEST(waits_of_a_library),
	cmocka_unit_test(programs_that_it_does_not_reach),
	LIVE_TEST(scripts),
	LIVE_TEST(programs_with_more_rights),
};

LIVE_MAIN(tests)
