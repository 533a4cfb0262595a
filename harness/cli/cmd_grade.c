/*
 * `sockcheck grade`: finds the suite and the submissions, has grade judge them, and grades write what came of it. One line a student as it is done, the
 * table at the end; on a terminal a line that says how far it is. Whoever stops it (Ctrl-C) finds valid files of those who are through.
 */
#include "base/deadline.h"
#include "base/text.h"
#include "cli/grades.h"
#include "cli/command.h"
#include "cli/grade_hidden.h"
#include "cli/grade_how.h"
#include "cli/instruments.h"
#include "cli/policy_file.h"
#include "cli/suites.h"
#include "cli/usage.h"
#include "cli/weaker.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STATUS_STOPPED = 130, BUILD_LIMIT = 120, SUITE_OPTIONS = 48 };

static const struct usage usage = {
	.name = "sockcheck grade",
	.synopsis = "ASSIGNMENT SUBMISSION...",
	.about = "Builds each submission in a sandbox, judges it by the assignment's suite in another, and writes a report for each\n"
		 "student and for the class. A submission is a folder, an archive or a file; one folder that is no program\n"
		 "itself (no Makefile; no source, or others beside it) holds them all.",
	.want = {
		.options = OPTIONS_GRADING | OPTION_LANG | OPTION_CASE | OPTION_FAMILY | OPTION_JOBS | OPTION_LIMIT | OPTION_SEED,
		.words = { "ASSIGNMENT" },
		.more_words_are = "SUBMISSION",
		.more = { { policy_file_take, NULL, policy_file_help }, { instruments_take_all, NULL, instruments_help_all } },
	},
};

struct grading_run {
	const struct grading *asked;
	struct grades grades;
	const struct submissions *submissions;
	int64_t began_at;
	size_t through; /* submissions */
	bool shows_progress;
	struct sck_err err; /* a file that could not be written; the first one */
};

/* ---- The terminal ---- */

static void clear_progress(const struct grading_run *run)
{
	if (run->shows_progress)
		fputs("\r\033[K", stderr);
}

static void show_progress(const struct grading_run *run, const char *student, size_t ended, size_t count)
{
	const double passed = (double)(deadline_now() - run->began_at) / NS_PER_S;
	const size_t left = run->submissions->count - run->through;

	if (!run->shows_progress)
		return;
	fprintf(stderr, "\r\033[K%zu of %zu done; %.40s: %zu of %zu cases", run->through,
		run->submissions->count, student, ended, count);
	if (run->through)
		fprintf(stderr, "; %.0f s left", passed / (double)run->through * (double)left);
}

static void print_student(const struct grading_run *run, size_t index)
{
	const struct grades_row *row = &run->grades.rows[index];
	const char *student = run->submissions->list[index].student;

	clear_progress(run);
	printf("%-24s  %-6s  %g/%g%s\n", student, verdict_name(results_verdict(&row->results)),
	       results_points(&row->results), results_max_points(&row->results),
	       row->is_unlike ? "  differs from run to run" : "");
	fflush(stdout);
}

static int print_table(const struct grades *c)
{
	struct bytes text = { 0 };
	int status;

	bytes_append_text(&text, "\n");
	grades_append_table(c, &text);
	bytes_printf(&text, "reports: %s/index.html\n", c->folder);
	status = usage_write(usage.name, STDOUT_FILENO, &text);
	bytes_done(&text);
	return status;
}

/* ---- What grade tells ---- */

static bool passes_over(void *arg, size_t index, const char *digest)
{
	struct grading_run *run = arg;
	const struct grading *asked = run->asked;
	struct grades_row *row = &run->grades.rows[index];
	struct sck_err unused;

	if (!digest && asked->only && !text_matches(asked->only, run->submissions->list[index].student)) {
		grades_load(&run->grades, index, run->grades.folder, &unused); /* what the class has of it stays */
		return true;
	}
	if (!digest && asked->resume && grades_load(&run->grades, index, run->grades.folder, &unused) == 0) {
		run->through++;
		return true;
	}
	if (!digest || !asked->since || grades_load(&run->grades, index, asked->since, &unused))
		return false;
	if (strcmp(row->digest, digest)) {
		results_done(&row->results);
		return false;
	}
	run->through++;
	print_student(run, index);
	return true;
}

static void keep_error(struct grading_run *run, const struct sck_err *err)
{
	if (!run->err.code)
		run->err = *err;
}

static void case_ended(void *arg, size_t index, const char *line, size_t len, size_t ended, size_t count)
{
	struct grading_run *run = arg;
	struct sck_err err;

	if (grades_add_case(&run->grades, index, line, len, &err))
		keep_error(run, &err);
	show_progress(run, run->submissions->list[index].student, ended, count);
}

static void ended(void *arg, size_t index, const struct graded *g)
{
	struct grading_run *run = arg;
	struct sck_err err;

	run->through++;
	if (grades_take(&run->grades, index, g, &err) || grades_write(&run->grades, false, &err))
		keep_error(run, &err);
	print_student(run, index);
}

/* ---- What was asked ---- */

/* The words that the suite is to be given, in LIST, which has room for SUITE_OPTIONS; TEXTS holds the numbers among them. */
static void list_suite_options(const struct suite_plan *plan, const char **list, char texts[2][32])
{
	size_t count = 0;

	list[count++] = "--ladder";
	if (plan->case_glob) {
		list[count++] = "--case";
		list[count++] = plan->case_glob;
	}
	for (size_t i = 0; i < plan->family_words_count; i++) {
		list[count++] = "--family";
		list[count++] = plan->family_words[i];
	}
	if (plan->limit > 0) {
		snprintf(texts[0], sizeof(texts[0]), "%.9g", plan->limit);
		list[count++] = "--limit";
		list[count++] = texts[0];
	}
	if (plan->seed) {
		snprintf(texts[1], sizeof(texts[1]), "%llu", (unsigned long long)plan->seed);
		list[count++] = "--seed";
		list[count++] = texts[1];
	}
	list[count] = NULL;
}

/* The I-th of N parts is left. */
static int choose_submissions(const struct grading *asked, struct submissions *s, struct sck_err *err)
{
	size_t count = 0, wanted = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct submission chosen = s->list[i];

		if (asked->shards && i % (size_t)asked->shards != (size_t)asked->shard - 1)
			continue;
		s->list[i] = s->list[count];
		s->list[count++] = chosen;
		wanted += !asked->only || text_matches(asked->only, chosen.student);
	}
	for (size_t i = count; i < s->count; i++) {
		free(s->list[i].path);
		free(s->list[i].student);
	}
	s->count = count;
	if (!wanted && asked->only)
		return err_set(err, -ENOENT, "--only: no student's name matches '%s'", asked->only);
	return 0;
}

static int fail_format(const char *name, struct sck_err *err)
{
	struct bytes known = { 0 };

	report_append_names(&known, true);
	err_set(err, -EINVAL, "--format: '%s' is no format of a student's report (expected one of %s)",
		name, bytes_text(&known));
	bytes_done(&known);
	return -EINVAL;
}

/* The page and the results are always there. */
static int find_formats(const struct grading *asked, const struct report **list, struct sck_err *err)
{
	const struct report *page = report_find("html");
	size_t count = 0;

	if (page)
		list[count++] = page;
	for (size_t i = 0; i < asked->formats_count; i++) {
		const struct report *format = report_find(asked->formats[i]);

		if (!format || !format->file)
			return fail_format(asked->formats[i], err);
		if (format->write != report_json && format != page)
			list[count++] = format;
	}
	list[count] = NULL;
	return 0;
}

/* ---- The whole ---- */

/* Readable once somebody wants us to stop. */
static int watch_signals(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int grade_all(struct grading_run *run, const struct grade_plan *plan)
{
	const struct grade_watch watch = { passes_over, case_ended, ended, run };
	struct sck_err err = { 0 };
	int fd_stop = watch_signals(), code, status;

	run->began_at = deadline_now();
	run->shows_progress = isatty(STDERR_FILENO);
	code = grade_run(plan, run->submissions, &watch, fd_stop, &err);
	clear_progress(run);
	if (code && code != -EINTR)
		keep_error(run, &err);
	if (grades_write(&run->grades, true, &err))
		keep_error(run, &err);
	status = print_table(&run->grades);
	if (run->err.code)
		return usage_error(usage.name, STATUS_BROKEN, &run->err);
	if (code == -EINTR) {
		err_set(&err, code, "stopped: %zu of %zu are done (--resume goes on)", run->through,
			run->submissions->count);
		return usage_error(usage.name, STATUS_STOPPED, &err);
	}
	return status ? status : usage_status(grades_verdict(&run->grades));
}

struct asked {
	const struct options *options;
	struct instruments instruments;
};

static int grade(const struct asked *all, const char *suite, struct submissions *submissions,
		 const struct case_list *cases, const char *const *suite_options,
		 const struct policy *policy)
{
	const struct options *options = all->options;
	const struct grading *asked = &options->grading;
	const struct report *formats[GRADING_FORMATS + 2];
	struct grading_run run = {
		.asked = asked,
		.submissions = submissions,
		.grades = { .folder = asked->folder ? asked->folder : "grades",
			    .assignment = suites_name(suite),
			    .submissions = submissions,
			    .lang = options->suite.lang,
			    .columns = asked->columns,
			    .policy = asked->policy ? policy : NULL,
			    .cases = cases,
			    .formats = formats },
	};
	struct grade_plan plan = {
		.suite = suite,
		.assignment = run.grades.assignment,
		.cases = cases,
		.options = suite_options,
		.build = asked->build ? asked->build : "",
		.run = asked->run ? asked->run : "",
		.instruments = { [GRADE_ASAN] = all->instruments.asan,
				 [GRADE_VALGRIND] = all->instruments.valgrind,
				 [GRADE_COVERAGE] = all->instruments.coverage },
		.jobs = options->suite.jobs,
		.repeat = asked->repeat ? asked->repeat : 1,
		.build_limit = asked->build_limit > 0 ? asked->build_limit : BUILD_LIMIT,
	};
	struct sck_err err = { 0 };
	struct bytes weaker = { 0 }, how = { 0 };
	char **hidden = NULL;
	int status;

	bytes_append(&run.grades.policy_text, policy->text.data, policy->text.len);
	if (grade_how(&how, suite, suite_options, &err) || find_formats(asked, formats, &err) ||
	    choose_submissions(asked, submissions, &err) ||
	    policy_file_check_none(asked, run.grades.folder, &err) || grades_open(&run.grades, &err)) {
		status = usage_error(usage.name, STATUS_USAGE, &err);
	} else {
		plan.how = bytes_text(&how);
		plan.by_users = weaker_by_users(&weaker);
		if (plan.by_users)
			chmod(run.grades.folder, 0700); /* the results are nobody else's */
		weaker_untraced(&weaker);
		if (weaker.len)
			fprintf(stderr, "%s: %s\n", usage.name, bytes_text(&weaker));
		run.grades.weaker = weaker.len ? bytes_text(&weaker) : NULL;
		hidden = grade_hidden(suite, run.grades.folder, asked->policy, submissions);
		plan.hidden = (const char *const *)hidden;
		if (plan.instruments[GRADE_COVERAGE] && plan.by_users) /* nobody would vouch for its pages */
			err_set(&err, -EPERM, "--coverage: it needs sandboxes, which cannot be had here");
		status = err.code ? usage_error(usage.name, STATUS_USAGE, &err) : grade_all(&run, &plan);
	}
	grade_hidden_done(hidden);
	bytes_done(&weaker);
	bytes_done(&how);
	grades_done(&run.grades);
	return status;
}

static int find_and_grade(const struct asked *asked, const char *const *words)
{
	const struct options *options = asked->options;
	struct submissions submissions = { 0 };
	struct case_list cases = { 0 };
	struct policy policy = { 0 };
	struct bytes suite = { 0 };
	const char *suite_options[SUITE_OPTIONS];
	struct sck_err err = { 0 };
	char texts[2][32];
	int status;

	list_suite_options(&options->suite, suite_options, texts);
	if (instruments_check(&asked->instruments, &err) || suites_find(options->words[0], &suite, &err) ||
	    submissions_find(&submissions, words, options->more_words_count, &err) ||
	    case_list_read(&cases, bytes_text(&suite), suite_options, &err) ||
	    (options->grading.policy &&
	     policy_file_read(&policy, options->grading.policy, bytes_text(&suite), &err)))
		status = usage_error(usage.name, STATUS_USAGE, &err);
	else
		status = grade(asked, bytes_text(&suite), &submissions, &cases, suite_options, &policy);
	policy_done(&policy);
	case_list_done(&cases);
	submissions_done(&submissions);
	bytes_done(&suite);
	return status;
}

int cmd_grade(int argc, char **argv)
{
	const char *policy = NULL;
	struct usage own = usage;
	struct options options;
	struct asked asked = { .options = &options };
	int status;

	own.want.more[0].arg = (void *)&policy;
	own.want.more[1].arg = &asked.instruments;
	own.want.more_words = calloc((size_t)argc + 1, sizeof(*own.want.more_words));
	if (!own.want.more_words)
		abort();
	status = usage_parse(&own, argc, argv, &options);
	options.grading.policy = policy;
	if (status < 0)
		status = find_and_grade(&asked, own.want.more_words);
	free(own.want.more_words);
	return status;
}
