/*
 * Everything that can be wrong with a plan is found before a worker is forked: the format, the families, the cases, the
 * program, the output file. What is wrong is said with the list of what there is.
 */
#include "cli/present.h"
#include "cli/file.h"
#include "cli/outcomes_file.h"
#include "cli/pcap.h"
#include "base/err.h"
#include "base/text.h"
#include "facts/family.h"
#include "judge/suite.h"
#include "os/tracer_try.h"
#include "report/report.h"
#include "report/weaker.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void present_append_families(struct bytes *to, unsigned families)
{
	const char *between = "";

	for (size_t i = 0; i < family_table_count; i++) {
		if (!(families & family_table[i].bit))
			continue;
		bytes_printf(to, "%s%s", between, family_table[i].name);
		between = " ";
	}
}

static int check_file(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EACCES;
	return access(path, X_OK) ? -errno : 0;
}

/* As execvp(3) looks for it: one that may not be executed counts only where no other is found. */
static int check_path(const char *word)
{
	const char *path = getenv("PATH");
	int best = -ENOENT;

	if (!path)
		path = "/bin:/usr/bin";
	while (best && *path) {
		size_t len = strcspn(path, ":");
		struct bytes file = { 0 };
		int code;

		bytes_printf(&file, "%.*s/%s", len ? (int)len : 1, len ? path : ".", word);
		code = check_file(bytes_text(&file));
		/* a folder that may not be searched has nothing to say */
		if (!code || (code == -EACCES && access(bytes_text(&file), F_OK) == 0))
			best = code;
		bytes_done(&file);
		path += len + (path[len] == ':');
	}
	return best;
}

int present_check_program(const char *word, struct sck_err *err)
{
	int code;

	if (strchr(word, '{'))
		return 0;
	code = !*word ? -ENOENT : strchr(word, '/') ? check_file(word) : check_path(word);
	if (!code)
		return 0;
	if (code == -ENOENT && !strchr(word, '/'))
		return err_set(err, code, "'%s': no such program in PATH (one in this folder is ./%s)",
			       word, word);
	if (code == -EACCES)
		return err_set(err, code,
			       "'%s': it cannot be executed (expected a program; chmod +x?)", word);
	return err_errno(err, code, "'%s'", word);
}

static int check_families(const struct sck_suite *suite, const struct suite_plan *plan, struct sck_err *err)
{
	const char *word = suite_family_unknown(suite, plan);
	struct bytes known = { 0 };

	if (!word)
		return 0;
	present_append_families(&known, suite->families);
	err_set(err, -EINVAL, "--family: %s does not apply to %s (expected one of: %s)", word,
		suite->name, bytes_text(&known));
	bytes_done(&known);
	return -EINVAL;
}

/* The names of the cases do not fit into an error; they follow it. */
static int check_cases(const char *name, const struct sck_suite *suite, const struct suite_plan *plan)
{
	struct bytes text = { 0 };

	for (size_t i = 0; i < suite->cases_count; i++) {
		unsigned families = suite_families(suite, &suite->cases[i]);

		if (plan->case_glob && !text_matches(plan->case_glob, suite->cases[i].name))
			continue;
		if (!plan->families || (plan->families & families))
			return 0;
	}
	bytes_printf(&text, "%s: --case: no case matches '%s'%s (expected one of these)\n", name,
		     plan->case_glob ? plan->case_glob : "*",
		     plan->families ? " over these families" : "");
	for (size_t i = 0; i < suite->cases_count; i++)
		bytes_printf(&text, "  %s\n", suite->cases[i].name);
	usage_write(name, STDERR_FILENO, &text);
	bytes_done(&text);
	return -EINVAL;
}

static int check_format(const struct suite_plan *plan, struct sck_err *err)
{
	struct bytes known = { 0 };

	if (!plan->format || report_find(plan->format))
		return 0;
	report_append_names(&known, false);
	err_set(err, -EINVAL, "--format: '%s' is no format (expected one of %s)", plan->format,
		bytes_text(&known));
	bytes_done(&known);
	return -EINVAL;
}

int present_open_output(const struct suite_plan *plan, int *ret_fd, struct sck_err *err)
{
	*ret_fd = STDOUT_FILENO;
	if (!plan->output)
		return 0;
	*ret_fd = open(plan->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	return *ret_fd < 0 ? err_errno(err, -errno, "--output: '%s'", plan->output) : 0;
}

int present_check(const char *name, const struct sck_suite *suite, const struct suite_plan *plan)
{
	struct sck_err err = { 0 };

	if (check_format(plan, &err) || check_families(suite, plan, &err) ||
	    present_check_program(plan->command[0], &err))
		return usage_error(name, STATUS_USAGE, &err);
	return check_cases(name, suite, plan) ? STATUS_USAGE : 0;
}

/* ARG is a descriptor. A case that nobody reads any more is no fault of the run: the report at its end says so. */
static void stream_count(void *arg, size_t count)
{
	struct bytes text = { 0 };

	bytes_printf(&text, "{\"cases\":%zu}\n", count);
	file_write(*(int *)arg, &text);
	bytes_done(&text);
}

static void stream_case(void *arg, const struct result *row)
{
	struct bytes text = { 0 };

	report_json_case(&text, row);
	file_write(*(int *)arg, &text);
	bytes_done(&text);
}

/* Of a suite that is run for somebody at a terminal; ARG is one. */
struct progress {
	size_t done, count;
};

static void show_progress(const struct progress *p)
{
	dprintf(STDERR_FILENO, "\r%zu of %zu cases\033[K", p->done, p->count);
}

static void progress_begins(void *arg, size_t count)
{
	struct progress *p = arg;

	p->count = count;
	show_progress(p);
}

static void progress_ended(void *arg, const struct result *row)
{
	struct progress *p = arg;

	(void)row;
	p->done++;
	show_progress(p);
}

/* Runs it; each case is told of as the format has it, else on a terminal how many there were. */
static int run_suite(const struct sck_suite *suite, const struct suite_plan *plan,
		     const struct report *format, int fd, struct results *ret, struct sck_err *err)
{
	const struct suite_watch stream = { stream_count, stream_case, &fd };
	struct progress progress = { 0 };
	const struct suite_watch shown = { progress_begins, progress_ended, &progress };
	const bool streams = format && format->streams, shows = !streams && isatty(STDERR_FILENO);
	const int code = suite_run(suite, plan,
				   streams ? &stream
				   : shows ? &shown
					   : NULL,
				   ret, err);

	if (shows)
		dprintf(STDERR_FILENO, "\r\033[K");
	return code;
}

static report_function *choose_report(const struct suite_plan *plan, int fd)
{
	if (plan->format && strcmp(plan->format, "text"))
		return report_find(plan->format)->write;
	return usage_colours(fd) ? report_text_coloured : report_text;
}

static int run_and_report(const char *name, const struct sck_suite *suite,
			  const struct suite_plan *asked, int fd, void (*after)(struct results *r))
{
	const struct report *format = asked->format ? report_find(asked->format) : NULL;
	struct suite_plan whole = *asked;
	const struct suite_plan *plan = &whole;
	struct results results = { 0 };
	struct sck_err err = { 0 };
	struct bytes text = { 0 };
	int status, fd_outcomes = outcomes_file_open(plan->outcomes, &err);

	if (plan->outcomes && fd_outcomes < 0)
		return usage_error(name, STATUS_USAGE, &err);
	whole.ladder = whole.ladder || (format && format->shows_ladder);
	if (run_suite(suite, plan, format, fd, &results, &err))
		return usage_error(name, STATUS_BROKEN, &err);
	results.lang = plan->lang;
	if (after)
		after(&results);
	choose_report(plan, fd)(&text, &results);
	status = usage_write(name, fd, &text);
	if (status == STATUS_PASS)
		status = usage_status(results_verdict(&results));
	if (outcomes_file_end(fd_outcomes, &results, &err))
		status = usage_error(name, STATUS_BROKEN, &err);
	bytes_done(&text);
	results_done(&results);
	return status;
}

static void say_what_is_weaker(const char *name)
{
	struct bytes text = { 0 };

	weaker_append(&text, &(struct lacks){ .tracing = tracer_refused() }, NULL);
	if (text.len)
		fprintf(stderr, "%s: %s\n", name, bytes_text(&text));
	bytes_done(&text);
}

/* One file has one case's packets: times and ports of two would be told apart by nobody. */
static int prepare_pcap(const struct sck_suite *suite, struct suite_plan *plan, const char *pcap,
			struct sck_err *err)
{
	size_t chosen = pcap ? suite_count(suite, plan) : 0;

	if (!pcap)
		return 0;
	if (chosen != 1)
		return err_set(err, -EINVAL, "--pcap: one file has the packets of one case, %zu were chosen (expected --case and --family of one)",
			       chosen);
	plan->fd_pcap = pcap_open(pcap, err);
	if (plan->fd_pcap < 0)
		return plan->fd_pcap;
	plan->pcap_lost = mmap(NULL, sizeof(*plan->pcap_lost), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (plan->pcap_lost == MAP_FAILED)
		abort();
	plan->pcap = true;
	return 0;
}

static int end_pcap(const char *name, struct suite_plan *plan, int status)
{
	struct sck_err err = { 0 };

	if (!plan->pcap)
		return status;
	pcap_tell_lost(name, *plan->pcap_lost);
	munmap(plan->pcap_lost, sizeof(*plan->pcap_lost));
	if (!close(plan->fd_pcap))
		return status;
	err_errno(&err, -errno, "--pcap: its file");
	return usage_error(name, STATUS_BROKEN, &err);
}

int present_suite(const char *name, const struct sck_suite *suite, const struct suite_plan *asked,
		  const char *pcap, void (*after)(struct results *r))
{
	struct suite_plan whole = *asked, *plan = &whole;
	struct sck_err err = { 0 };
	int fd, status;

	if (present_check(name, suite, plan))
		return STATUS_USAGE;
	if (prepare_pcap(suite, plan, pcap, &err) || present_open_output(plan, &fd, &err))
		return usage_error(name, STATUS_USAGE, &err);
	say_what_is_weaker(name);
	status = end_pcap(name, plan, run_and_report(name, suite, plan, fd, after));
	if (fd != STDOUT_FILENO && close(fd)) {
		err_errno(&err, -errno, "--output: '%s'", plan->output);
		status = usage_error(name, STATUS_BROKEN, &err);
	}
	return status;
}
