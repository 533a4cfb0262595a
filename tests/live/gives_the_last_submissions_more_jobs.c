/*
 * The suites of the submissions that are begun last are told to run more cases side by side, for slots come to rest by then; those that are
 * passed over do not count. The suite of these tests is a script that only says what it was told.
 */
#include "judge/grade.h"
#include "base/err.h"
#include "os/sandbox.h"
#include "support/live.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COUNT = 6 };

struct seen {
	size_t passed_over; /* the submissions from here on */
	int jobs[COUNT];    /* of each one's suite */
	size_t ended;
};

static bool passes_over(void *arg, size_t index, const char *digest)
{
	const struct seen *seen = arg;

	return !digest && index >= seen->passed_over;
}

static void case_ended(void *arg, size_t index, const struct graded_case *c)
{
	struct seen *seen = arg;

	assert_int_equal(sscanf(c->line, "jobs %d", &seen->jobs[index]), 1);
}

static void ended(void *arg, size_t index, const struct graded *g)
{
	struct seen *seen = arg;

	(void)index, (void)g;
	seen->ended++;
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0755), 0);
}

static void grade(int jobs, struct seen *seen)
{
	char folder[] = "/tmp/sockcheck-jobs-XXXXXX", suite[64], program[64], student[] = "s";
	struct submission list[COUNT];
	const struct submissions all = { list, COUNT, SUBMISSIONS_NO_GUESS };
	struct case_list_row row = { .name = "a case", .families = "ipv4", .points = 1 };
	const struct case_list cases = { .rows = &row, .count = 1 };
	const char *const none[] = { NULL };
	const struct grade_plan plan = { .suite = suite,
					 .assignment = "echo-server",
					 .cases = &cases,
					 .options = none,
					 .build = "",
					 .run = "",
					 .how = "",
					 .hidden = none,
					 .jobs = jobs,
					 .repeat = 1,
					 .build_limit = 120 };
	const struct grade_watch watch = { passes_over, case_ended, ended, seen };
	int ends[2];

	assert_non_null(mkdtemp(folder));
	snprintf(suite, sizeof(suite), "%s/suite", folder);
	snprintf(program, sizeof(program), "%s/server.py", folder);
	write_file(suite, "#!/bin/sh\nfor word; do case $word in --jobs=*) echo jobs "
			  "\"${word#*=}\" ;; esac; done\n");
	write_file(program, "#!/usr/bin/env python3\n");
	for (size_t i = 0; i < COUNT; i++)
		list[i] = (struct submission){ SUBMISSION_FILE, program, student };
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(grade_run(&plan, &all, &watch, ends[0], &(struct sck_err){ 0 }), 0);
	close(ends[0]);
	close(ends[1]);
	unlink(suite);
	unlink(program);
	rmdir(folder);
}

static void expect(int jobs, size_t count, const int *want)
{
	struct seen seen = { .passed_over = count };
	struct sck_err err = { 0 };

	if (sandbox_try(&err)) {
		print_message("no sandbox here: %s\n", err.text);
		skip();
	}
	grade(jobs, &seen);
	assert_int_equal(seen.ended, count);
	for (size_t i = 0; i < COUNT; i++)
		assert_int_equal(seen.jobs[i], i < count ? want[i] : 0);
}

static void when_there_are_more_submissions_than_slots(void **state)
{
	(void)state;
	expect(2, 5, (const int[]){ 1, 1, 1, 2, 2 });
}

static void when_there_are_fewer(void **state)
{
	(void)state;
	expect(9, 3, (const int[]){ 4, 4, 9 });
}

static void when_there_is_one_alone(void **state)
{
	(void)state;
	expect(3, 1, (const int[]){ 3 });
}

static void never_more_than_were_asked_for(void **state)
{
	(void)state;
	expect(1, 3, (const int[]){ 1, 1, 1 });
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(when_there_are_more_submissions_than_slots),
	cmocka_unit_test(when_there_are_fewer),
	cmocka_unit_test(when_there_is_one_alone),
	cmocka_unit_test(never_more_than_were_asked_for),
};

LIVE_MAIN(tests)
