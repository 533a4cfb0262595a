/*
 * Every folder of fixtures/assignments has what a teacher copies: the contract, the suite, good programs in C and in Python, and
 * broken ones. One cmocka test for each folder, whatever is there.
 */
#include "support/meta_programs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

/* How many files in FOLDER match PATTERN. */
static size_t count_files(const char *folder, const char *pattern)
{
	char *path, **files;
	size_t count;

	assert_true(asprintf(&path, "%s%s", folder, pattern) > 0);
	files = meta_files(path, &count);
	meta_free_files(files);
	free(path);
	return count;
}

static void is_complete(void **state)
{
	static const char *const needed[] = { "assignment.md", "suite.c", "good/*.c", "good/*.py",
					      "broken/*.*" };
	const char *folder = *state;

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!count_files(folder, needed[i]))
			fail_msg("%s%s: there is none", folder, needed[i]);
}

static void there_are_some(void **state)
{
	if (!**(char ***)state)
		fail_msg("no folder in %s", meta_sources());
}

int main(void)
{
	char *pattern, **folders;
	struct CMUnitTest *tests;
	size_t count;
	int failed;

	if (asprintf(&pattern, "%s/*/", meta_sources()) < 0)
		abort();
	folders = meta_files(pattern, &count);
	tests = calloc(count + 1, sizeof(*tests));
	if (!tests)
		abort();
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){ folders[i], is_complete, NULL, NULL, folders[i] };
	tests[count] = (struct CMUnitTest){ "there are some", there_are_some, NULL, NULL, &folders };
	failed = _cmocka_run_group_tests("assignments", tests, count + 1, NULL, NULL);
	free(tests);
	free(pattern);
	meta_free_files(folders);
	return failed != 0;
}
