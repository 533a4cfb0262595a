/*
 * `sockcheck grade`: finds the suite and the submissions, has grade judge them, and grades write what came of it. One line a student as it is done, the
 * table at the end; on a terminal a line that says how far it is. Whoever stops it (Ctrl-C) finds valid files of those who are through.
 */
#include "base/deadline.h"
#include "base/text.h"
#include "cli/grades.h"
#include "cli/command.h"
#include "cli/grade_asked.h"
#include "cli/grade_hidden.h"
#include "cli/grade_how.h"
#include "cli/instruments.h"
#include "cli/policy_file.h"
#include "cli/suites.h"
#include "cli/usage.h"
#include "cli/stop.h"
#include "os/sandbox.h"
#include "os/tracer_try.h"
#include "report/explain.h"
#include "report/plain.h"
#include "report/weaker.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STATUS_STOPPED = 130, BUILD_LIMIT = 120, NAME_MOST = 20 /* of a line of 80 */ };

static const struct usage usage = {
	.name = "sockcheck grade",
	.synopsis = "ASSIGNMENT SUBMISSION...",
	.about = "Builds each submission in a sandbox, judges it by the assignment's suite in another, and writes a report for each\n"
		 "student and for the class. A submission is a folder, an archive or a file; one folder that is no program\n"
		 "itself (no Makefile; no source, others beside it, or sources that are a program each) holds them all.",
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

static void show_progress(const struct grading_run *run, const char *student, const struct graded_case *c)
{
	const double passed = (double)(deadline_now() - run->began_at) / NS_PER_S;
	const size_t left = run->submissions->count - run->through;
	struct bytes name = { 0 };
	size_t running = 0;

	if (!run->shows_progress)
		return;
	for (size_t i = 0; i < run->submissions->count; i++)
		running += run->grades.rows[i].running;
	plain_line(&name, student, strnlen(student, NAME_MOST));
	fprintf(stderr, "\r\033[K%zu of %zu done; %zu running (%s: %zu of %zu cases)", run->through,
		run->submissions->count, running, bytes_text(&name), c->ended, c->count);
	if (run->through)
		fprintf(stderr, "; %.0f s left", passed / (double)run->through * (double)left);
	bytes_done(&name);
}

static void print_student(const struct grading_run *run, size_t index)
{
	const struct grades_row *row = &run->grades.rows[index];
	const size_t broken = explain_count(&row->results, VERDICT_BROKEN);
	struct bytes line = { 0 };

	plain_padded(&line, run->submissions->list[index].student, 24);
	bytes_printf(&line, "  %-6s  ", verdict_name(results_verdict(&row->results)));
	plain_points(&line, results_points(&row->results));
	bytes_append_text(&line, "/");
	plain_points(&line, results_max_points(&row->results));
	if (broken)
		bytes_printf(&line, "  %zu broken", broken);
	if (row->unlike.len)
		bytes_printf(&line, "  differs from run to run: %.*s", (int)row->unlike.len,
			     (const char *)row->unlike.data);
	clear_progress(run);
	puts(bytes_text(&line));
	fflush(stdout);
	bytes_done(&line);
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

/* Is what was found in a folder a result? What was BROKEN there, the machine's or the suite's fault, may be mended by now. */
static bool is_judged(const struct results *r)
{
	return !explain_count(r, VERDICT_BROKEN);
}

static bool passes_over(void *arg, size_t index, const char *digest)
{
	struct grading_run *run = arg;
	const struct grading *asked = run->asked;
	struct grades_row *row = &run->grades.rows[index];
	struct sck_err unused;

	if (!digest && asked->only && !text_matches(asked->only, run->submissions->list[index].student)) {
		row->is_left_out = true;
		grades_load(&run->grades, index, run->grades.folder, &unused); /* what the class has of it stays */
		return true;
	}
	if (!digest && asked->resume && grades_load(&run->grades, index, run->grades.folder, &unused) == 0) {
		if (!strcmp(row->how, run->grades.how) && is_judged(&row->results)) {
			run->through++;
			return true;
		}
		results_done(&row->results); /* of another suite, or asked something else */
	}
	if (!digest || !asked->since || grades_load(&run->grades, index, asked->since, &unused))
		return false;
	if (strcmp(row->digest, digest) || !is_judged(&row->results)) {
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

static void case_ended(void *arg, size_t index, const struct graded_case *c)
{
	struct grading_run *run = arg;
	struct sck_err err;

	if (grades_add_case(&run->grades, index, c, &err))
		keep_error(run, &err);
	run->grades.rows[index].running = c->running;
	show_progress(run, run->submissions->list[index].student, c);
}

static void ended(void *arg, size_t index, const struct graded *g)
{
	struct grading_run *run = arg;
	struct sck_err err;

	run->through++;
	run->grades.rows[index].running = 0;
	if (grades_take(&run->grades, index, g, &err) || grades_write(&run->grades, false, &err))
		keep_error(run, &err);
	print_student(run, index);
}

/* ---- The whole ---- */

static int grade_all(struct grading_run *run, const struct grade_plan *plan)
{
	const struct grade_watch watch = { passes_over, case_ended, ended, run };
	struct sck_err err = { 0 };
	int fd_stop = stop_open(), code, status;

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

static struct grade_plan plan_of(const struct asked *all, const char *suite,
				 const struct case_list *cases, const char *const *suite_options)
{
	const struct grading *asked = &all->options->grading;

	return (struct grade_plan){
		.suite = suite,
		.assignment = suites_name(suite),
		.cases = cases,
		.options = suite_options,
		.build = asked->build ? asked->build : "",
		.run = asked->run ? asked->run : "",
		.instruments = { [GRADE_ASAN] = all->instruments.asan,
				 [GRADE_VALGRIND] = all->instruments.valgrind,
				 [GRADE_COVERAGE] = all->instruments.coverage },
		.jobs = all->options->suite.jobs,
		.repeat = asked->repeat ? asked->repeat : 1,
		.build_limit = asked->build_limit > 0 ? asked->build_limit : BUILD_LIMIT,
	};
}

/*
 * What this machine refuses: said once, and in the reports. Where namespaces are refused root can still give each submission a user of its own;
 * others cannot: then each is BROKEN, with the reason. WHY has the words of it.
 */
static void find_lacks(struct grading_run *run, struct grade_plan *plan, struct sck_err *why)
{
	struct lacks *lacks = &run->grades.lacks;
	struct bytes text = { 0 };

	plan->by_users = !geteuid() && sandbox_try(why);
	if (plan->by_users)
		chmod(run->grades.folder, 0700); /* the results are nobody else's */
	*lacks = (struct lacks){ .sandbox = plan->by_users ? why->text : NULL,
				 .tracing = tracer_refused() };
	weaker_append(&text, lacks, NULL);
	if (text.len)
		fprintf(stderr, "%s: %s\n", usage.name, bytes_text(&text));
	bytes_done(&text);
}

static int grade(const struct asked *all, const char *suite, struct submissions *submissions,
		 const struct case_list *cases, const char *const *suite_options,
		 const struct policy *policy)
{
	const struct options *options = all->options;
	const struct grading *asked = &options->grading;
	const struct report *formats[GRADE_ASKED_FORMATS];
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
	struct grade_plan plan = plan_of(all, suite, cases, suite_options);
	struct sck_err err = { 0 }, why;
	struct bytes how = { 0 }, sum = { 0 };
	char **hidden = NULL, *reports = NULL;
	int status;

	bytes_append(&run.grades.policy_text, policy->text.data, policy->text.len);
	if (grade_how(&how, suite, suite_options, &err) || grade_asked_formats(asked, formats, &err) ||
	    grade_asked_output(asked, submissions, &err) ||
	    grade_asked_submissions(asked, submissions, &err) || grade_asked_since(asked, &err) ||
	    policy_file_check_none(asked, run.grades.folder, &err) || grades_open(&run.grades, &err)) {
		status = usage_error(usage.name, STATUS_USAGE, &err);
	} else {
		plan.how = bytes_text(&how);
		grade_how_sum(&sum, &plan);
		run.grades.how = bytes_text(&sum);
		find_lacks(&run, &plan, &why);
		hidden = grade_hidden(suite, run.grades.folder, asked->policy, submissions);
		plan.hidden = (const char *const *)hidden;
		plan.reports = reports = realpath(run.grades.folder, NULL);
		if (plan.instruments[GRADE_COVERAGE] && plan.by_users) /* nobody would vouch for its pages */
			err_set(&err, -EPERM, "--coverage: it needs sandboxes, which cannot be had here");
		status = err.code ? usage_error(usage.name, STATUS_USAGE, &err) : grade_all(&run, &plan);
	}
	grade_hidden_done(hidden);
	free(reports);
	bytes_done(&how);
	bytes_done(&sum);
	grades_done(&run.grades);
	return status;
}

/* Where somebody might have meant the other. */
static void tell_guess(const struct submissions *s, const char *word)
{
	struct bytes name = { 0 };

	plain_line(&name, word, strlen(word));
	if (s->guess == SUBMISSIONS_EACH_SOURCE)
		fprintf(stderr, "%s: %s is a class: each of its sources is one submission\n",
			usage.name, bytes_text(&name));
	if (s->guess == SUBMISSIONS_ONE_PROGRAM)
		fprintf(stderr, "%s: %s is one submission; to grade each source by itself, name them: %s/*\n",
			usage.name, bytes_text(&name), bytes_text(&name));
	bytes_done(&name);
}

static int find_and_grade(const struct asked *asked, const char *const *words)
{
	const struct options *options = asked->options;
	struct submissions submissions = { 0 };
	struct case_list cases = { 0 };
	struct policy policy = { 0 };
	struct bytes suite = { 0 };
	const char *suite_options[GRADE_ASKED_OPTIONS];
	struct sck_err err = { 0 };
	char texts[2][32];
	int status;

	grade_asked_options(&options->suite, suite_options, texts);
	if (instruments_check(&asked->instruments, &err) || suites_find(options->words[0], &suite, &err) ||
	    submissions_find(&submissions, words, options->more_words_count,
			     options->grading.build || options->grading.run, &err) ||
	    case_list_read(&cases, bytes_text(&suite), suite_options, &err) ||
	    (options->grading.policy &&
	     policy_file_read(&policy, options->grading.policy, bytes_text(&suite), &err))) {
		status = usage_error(usage.name, STATUS_USAGE, &err);
	} else {
		tell_guess(&submissions, words[0]);
		status = grade(asked, bytes_text(&suite), &submissions, &cases, suite_options, &policy);
	}
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
