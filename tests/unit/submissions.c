/*
 * judge/submission: which submissions the words of a command line name, and what their students are called.
 */
#include "judge/submission.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

/* A folder of this test's own, gone behind it; the working directory is in it. */
struct place {
	char path[64];
	int fd_before;
};

static int enter(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	strcpy(p->path, "/tmp/submissions-XXXXXX");
	assert_non_null(mkdtemp(p->path));
	assert_int_equal(chdir(p->path), 0);
	*state = p;
	return 0;
}

static int leave(void **state)
{
	struct place *p = *state;
	char command[128];

	assert_int_equal(chdir("/"), 0);
	snprintf(command, sizeof(command), "rm -rf '%s'", p->path);
	assert_int_equal(system(command), 0);
	free(p);
	return 0;
}

static void make_file(const char *name)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
}

static void expect(const struct submissions *s, size_t at, const char *student, enum submission_kind kind)
{
	assert_true(at < s->count);
	assert_string_equal(s->list[at].student, student);
	assert_int_equal(s->list[at].kind, kind);
	assert_int_equal(s->list[at].path[0], '/');
}

static void one_folder_holds_them_all(void **state)
{
	const char *const words[] = { "class" };
	struct submissions s;
	struct sck_err err;

	(void)state;
	mkdir("class", 0755);
	mkdir("class/bob", 0755);
	mkdir("class/.git", 0755);
	mkdir("class/__MACOSX", 0755);
	make_file("class/alice.tar.gz");
	make_file("class/carl.ZIP");
	make_file("class/dora.py");
	make_file("class/notes");
	mkdir("class/makefile", 0755); /* that is a student, and so is this */
	mkdir("class/x.c", 0755);
	assert_int_equal(symlink("/etc", "class/link"), 0);
	assert_int_equal(submissions_find(&s, words, 1, false, &err), 0);
	assert_int_equal(s.count, 7);
	expect(&s, 0, "alice", SUBMISSION_ARCHIVE);
	expect(&s, 1, "bob", SUBMISSION_FOLDER);
	expect(&s, 2, "carl", SUBMISSION_ARCHIVE);
	expect(&s, 3, "dora", SUBMISSION_FILE);
	expect(&s, 4, "makefile", SUBMISSION_FOLDER);
	expect(&s, 5, "notes", SUBMISSION_FILE);
	expect(&s, 6, "x.c", SUBMISSION_FOLDER);
	submissions_done(&s);
}

static void a_folder_with_a_program_is_one(void **state)
{
	static const char *const programs[] = { "Makefile", "server.c", "Main.java" };
	const char *const words[] = { "one" };
	struct submissions s;
	struct sck_err err;

	(void)state;
	mkdir("one", 0755);
	mkdir("one/src", 0755);
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		char path[64];

		snprintf(path, sizeof(path), "one/%s", programs[i]);
		make_file(path);
		assert_int_equal(submissions_find(&s, words, 1, false, &err), 0);
		assert_int_equal(s.count, 1);
		expect(&s, 0, "one", SUBMISSION_FOLDER);
		submissions_done(&s);
		unlink(path);
	}
	make_file("one/server.c");
	make_file("one/src/Makefile"); /* that is somebody's, then */
	assert_int_equal(submissions_find(&s, words, 1, false, &err), 0);
	assert_int_equal(s.count, 2);
	submissions_done(&s);
	unlink("one/src/Makefile");
	make_file("one/bob.zip"); /* and so is this */
	assert_int_equal(submissions_find(&s, words, 1, false, &err), 0);
	assert_int_equal(s.count, 3);
	submissions_done(&s);
}

static void an_empty_folder_is_one(void **state)
{
	const char *const words[] = { "empty" };
	struct submissions s;
	struct sck_err err;

	(void)state;
	mkdir("empty", 0755);
	assert_int_equal(submissions_find(&s, words, 1, false, &err), 0);
	assert_int_equal(s.count, 1);
	submissions_done(&s);
}

static void names_are_made_harmless_and_unlike(void **state)
{
	static const char *const files[] = {
		"a\nb.c",          "-rf.c",      ".c.c",           "\033[31m.c",     "\xff.c",
		"M\xc3\xbcller.c", "x.c",        "x.py",           "x.zip",          "results.json",
		"Index.html.c",    "policy.txt", "\xe0\x80\x80.c", "\xe2\x81\xa6.c", "O'Neil.c"
	};
	static const char *const students[] = {
		"%1B%5B31m",      "%2Drf",     "%2Ec",      "%49ndex.html", "%70olicy.txt",
		"%72esults.json", "%E0%80%80", "%E2%81%A6", "%FF",          "M\xc3\xbcller",
		"O'Neil",         "a%0Ab",     "x",         "x~2",          "x~3"
	};
	struct submissions s;
	struct sck_err err;

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		make_file(files[i]);
	assert_int_equal(submissions_find(&s, files, sizeof(files) / sizeof(files[0]), false, &err), 0);
	assert_int_equal(s.count, sizeof(students) / sizeof(students[0]));
	for (size_t i = 0; i < s.count; i++)
		assert_string_equal(s.list[i].student, students[i]);
	submissions_done(&s);
}

static void what_is_no_submission_is_named(void **state)
{
	static const char *const words[] = { "not there", "/", "/dev/null" };

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct sck_err err = { 0 };
		struct submissions s;

		assert_true(submissions_find(&s, (const char *const[]){ words[i], words[i] }, 2,
					     false, &err) < 0);
		assert_non_null(strstr(err.text, words[i]));
		submissions_done(&s);
	}
}

static void a_class_of_nobody_is_an_error(void **state)
{
	const char *const words[] = { "class" };
	struct sck_err err = { 0 };
	struct submissions s;

	(void)state;
	mkdir("class", 0755);
	mkdir("class/.hidden", 0755);
	assert_int_equal(symlink("/etc", "class/link"), 0);
	assert_int_equal(submissions_find(&s, words, 1, false, &err), 0); /* a link is nobody's folder: it is one, and empty */
	assert_int_equal(s.count, 1);
	submissions_done(&s);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(one_folder_holds_them_all),
		IN_A_FOLDER(a_folder_with_a_program_is_one),
		IN_A_FOLDER(an_empty_folder_is_one),
		IN_A_FOLDER(names_are_made_harmless_and_unlike),
		IN_A_FOLDER(what_is_no_submission_is_named),
		IN_A_FOLDER(a_class_of_nobody_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
