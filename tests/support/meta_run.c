/*
 * Theory of operation: the programs are found before cmocka starts, for they are its tests; the suites are asked for their
 * cases and the checks are run in the group's set-up; each test then reads its own report and judges it. What a machine
 * may leave out is decided by opening a loopback as the checks do.
 */
#include "meta_run.h"

#include "base/deadline.h"
#include "base/text.h"
#include "facts/family.h"
#include "os/loopback.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORDS_MOST = 32, LINE_MOST = 800 };

static struct {
	const struct meta_kind *kind;
	struct meta_programs programs;
	struct meta_subject *subjects; /* one a program */
	bool may_skip;
	int64_t took_for;
} now;

/* ---- Suites -------------------------------------------------------------------------------------------------- */

struct suite {
	unsigned families; /* of its cases, of those asked for */
	size_t rows;       /* cases times families, of those asked for */
};

/* The one that is called so; as a word of --family, "name" stands for three. */
static unsigned family_called(const char *name)
{
	for (size_t i = 0; i < family_table_count; i++)
		if (!strcmp(family_table[i].name, name))
			return family_table[i].bit;
	return 0;
}

/* A line is one of --list: name, points, families, what it asks, with tabs between them. */
static void read_line(struct suite *suite, char *line, unsigned wanted, const char *cases)
{
	const char *title = strsep(&line, "\t"), *words, *word;
	size_t len;

	strsep(&line, "\t");
	words = strsep(&line, "\t");
	if (!words || (cases && !text_matches(cases, title)))
		words = "";
	while ((word = text_word(&words, &len))) {
		char name[32];

		snprintf(name, sizeof(name), "%.*s", (int)len, word);
		suite->families |= family_called(name);
		suite->rows += (family_called(name) & wanted) != 0;
	}
}

/* What the suite of ASSIGNMENT prints of itself; "" where there is none. Valid until the next call. */
static const char *list_of(const char *assignment)
{
	static struct bytes text;
	static char *last;
	char *path = meta_built("suites/%s", assignment);
	const char *argv[] = { path, "--list", NULL };
	struct meta_check check = { .argv = argv };

	if (!last || strcmp(last, assignment) != 0) {
		free(last);
		last = strdup(assignment);
		bytes_clear(&text);
		if (!access(path, X_OK))
			meta_checks_run(&check, 1);
		bytes_append(&text, check.output.data, check.output.len);
		meta_check_done(&check);
	}
	free(path);
	return bytes_text(&text);
}

static struct suite ask_suite(const char *assignment, unsigned wanted, const char *cases)
{
	char *lines = strdup(list_of(assignment)), *rest = lines, *line;
	struct suite suite = { 0 };

	if (!lines)
		abort();
	while ((line = strsep(&rest, "\n")))
		read_line(&suite, line, wanted, cases);
	free(lines);
	return suite;
}

unsigned meta_one_family(const struct meta_program *program, unsigned families)
{
	unsigned number = 0, left = families;

	for (const char *c = program->name; *c; c++)
		number = 31 * number + (unsigned char)*c;
	for (number %= (unsigned)__builtin_popcount(families ? families : 1); number; number--)
		left &= left - 1;
	return left & -left;
}

/* ---- Checks -------------------------------------------------------------------------------------------------- */

static const char *const *command(const struct meta_program *program, unsigned families, const char *cases)
{
	const char **argv = calloc(WORDS_MOST, sizeof(*argv));
	size_t count = 0;

	if (!argv)
		abort();
	argv[count++] = meta_built("sockcheck");
	argv[count++] = "check";
	argv[count++] = program->assignment;
	argv[count++] = "--format";
	argv[count++] = "json";
	argv[count++] = "--jobs";
	argv[count++] = "1";
	if (cases) {
		argv[count++] = "--case";
		argv[count++] = cases;
	}
	for (size_t i = 0; i < family_table_count; i++) {
		if (!(families & family_table[i].bit))
			continue;
		argv[count++] = "--family";
		argv[count++] = family_table[i].name;
	}
	argv[count++] = "--";
	argv[count++] = program->path;
	return argv;
}

static void forget(struct meta_check *check)
{
	if (check->argv)
		free((void *)(uintptr_t)check->argv[0]);
	free((void *)(uintptr_t)check->argv);
	meta_check_done(check);
}

static int run_checks(void **state)
{
	size_t count = now.programs.count;
	struct meta_check *checks = calloc(count + 1, sizeof(*checks));
	int64_t began_at = deadline_now();

	(void)state;
	if (!checks)
		abort();
	for (size_t i = 0; i < count; i++) {
		struct meta_subject *subject = &now.subjects[i];
		unsigned all;

		subject->cases = now.kind->cases ? now.kind->cases(subject->program) : NULL;
		all = ask_suite(subject->program->assignment, 0, subject->cases).families;
		subject->families = now.kind->families(subject->program, all) & all;
		if (subject->families & SCK_NAME)
			subject->families |= SCK_NAMES & all;
		if (subject->program->is_built && subject->families)
			checks[i].argv = command(subject->program, subject->families, subject->cases);
	}
	meta_checks_run(checks, count);
	for (size_t i = 0; i < count; i++)
		now.subjects[i].check = checks[i];
	free(checks);
	now.took_for = deadline_now() - began_at;
	return 0;
}

static int sum_up(void **state)
{
	struct meta_subject *slowest = NULL;
	int64_t cpu_for = 0;

	(void)state;
	for (size_t i = 0; i < now.programs.count; i++) {
		cpu_for += now.subjects[i].check.cpu_for;
		if (!slowest || now.subjects[i].check.cpu_for > slowest->check.cpu_for)
			slowest = &now.subjects[i];
	}
	if (slowest)
		print_message(
			"%zu programs: %.1f s, of the processors %.1f s, most for %s: %.1f s\n",
			now.programs.count, (double)now.took_for / NS_PER_S, (double)cpu_for / NS_PER_S,
			slowest->program->name, (double)slowest->check.cpu_for / NS_PER_S);
	for (size_t i = 0; i < now.programs.count; i++) {
		forget(&now.subjects[i].check);
		free(now.subjects[i].cases);
	}
	return 0;
}

/* ---- The tests ----------------------------------------------------------------------------------------------- */

/* Line by line, for cmocka prints no more than 1 KiB at a time. */
static void print_lines(const struct bytes *text)
{
	for (size_t at = 0; at < text->len;) {
		const uint8_t *end = memchr(text->data + at, '\n', text->len - at);
		size_t len = end ? (size_t)(end - text->data) - at : text->len - at;

		print_error("%.*s\n", len < LINE_MOST ? (int)len : LINE_MOST, text->data + at);
		at += len + 1;
	}
}

/* It was checked, and every case over every family that was asked for has its row. */
static void read_whole_report(struct meta_subject *subject)
{
	const struct meta_program *program = subject->program;
	struct sck_err err = { 0 };
	struct suite suite;

	if (!program->path)
		fail_msg("%s: nothing is made of a file with such a suffix", program->source);
	if (!program->is_built)
		fail_msg("%s was not built from %s", program->path, program->source);
	suite = ask_suite(program->assignment, subject->families, subject->cases);
	if (!suite.rows)
		fail_msg("there is no suite %s, or no family of it to run over", program->assignment);
	if (meta_check_read(&subject->check, &err))
		fail_msg("%s", err.text);
	assert_int_equal(subject->check.report.count, suite.rows);
}

/* Go and Rust are left out where there is no compiler for them, and make says so. */
static void skip_left_out(const struct meta_program *program)
{
	bool is_go = text_matches("*.go", program->source),
	     is_rust = text_matches("*.rs", program->source);

	if (program->is_built || (!is_go && !is_rust) ||
	    system(is_go ? "command -v go >/dev/null" : "command -v rustc >/dev/null") == 0)
		return;
	print_message("there is no compiler for it here\n");
	skip();
}

static void judge_subject(void **state)
{
	struct meta_subject *subject = *state;
	struct meta_judgement judgement;

	skip_left_out(subject->program);
	read_whole_report(subject);
	now.kind->judge(&judgement, subject, now.may_skip);
	print_lines(&judgement.skipped);
	if (judgement.complaints.len) {
		print_lines(&judgement.complaints);
		fail();
	}
	if (judgement.is_idle)
		skip();
	meta_judgement_done(&judgement);
}

/* A part of a program in Java, beside the file that starts it. */
static bool is_class(const char *file)
{
	const char *suffix = strrchr(file, '.');

	return suffix && !strcmp(suffix, ".class");
}

/* What make built and what was run are the same, name by name: no program has slipped through. */
static void runs_all_that_was_built(void **state)
{
	char *pattern = meta_built("assignments/*/%s/*", now.kind->name);
	size_t count, run = 0;
	char **files = meta_files(pattern, &count);

	(void)state;
	assert_true(now.programs.count > 0);
	for (size_t i = 0; i < count; i++) {
		bool is_known = false;

		for (size_t j = 0; j < now.programs.count; j++)
			is_known |= now.programs.rows[j].path &&
				    !strcmp(now.programs.rows[j].path, files[i]);
		if (!is_known && !is_class(files[i]))
			fail_msg("%s has no source", files[i]);
		run += is_known;
	}
	for (size_t i = 0; i < now.programs.count; i++)
		run -= now.programs.rows[i].is_built;
	assert_int_equal(run, 0);
	meta_free_files(files);
	free(pattern);
}

static bool may_skip(void)
{
	struct loopback lo;
	bool may;

	if (loopback_open(&lo, NULL) < 0)
		return false;
	may = !lo.is_private || !lo.has_ipv6;
	loopback_close(&lo);
	if (lo.keeper > 0)
		waitpid(lo.keeper, NULL, 0);
	return may;
}

/* A wrapper that chooses among several Pythons costs five times a whole case, and there are thousands of them here. */
static void prefer_system_interpreters(void)
{
	const char *path = getenv("PATH");
	char *preferred;

	if (asprintf(&preferred, "/usr/bin:/bin:%s", path ? path : "") < 0)
		abort();
	setenv("PATH", preferred, 1);
	free(preferred);
}

int meta_run(const struct meta_kind *kind)
{
	struct CMUnitTest *tests;
	size_t count;
	int failed;

	prefer_system_interpreters();
	now.kind = kind;
	now.may_skip = may_skip();
	meta_programs_find(kind->name, &now.programs);
	count = now.programs.count;
	now.subjects = calloc(count + 1, sizeof(*now.subjects));
	tests = calloc(count + 1, sizeof(*tests));
	if (!now.subjects || !tests)
		abort();
	for (size_t i = 0; i < count; i++) {
		now.subjects[i].program = &now.programs.rows[i];
		tests[i] = (struct CMUnitTest){ now.programs.rows[i].name, judge_subject, NULL,
						NULL, &now.subjects[i] };
	}
	tests[count] = (struct CMUnitTest)cmocka_unit_test(runs_all_that_was_built);
	failed = _cmocka_run_group_tests(kind->name, tests, count + 1, run_checks, sum_up);
	free(tests);
	free(now.subjects);
	meta_programs_done(&now.programs);
	return failed != 0;
}
