/* See sweeping.h. */
#include "cli/sweeping.h"
#include "base/err.h"
#include "base/text.h"
#include "cli/baseline.h"
#include "cli/present.h"
#include "cli/usage.h"
#include "facts/outcome.h"
#include "plan/rule.h"
#include "report/sweep.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int take_plausibility(struct sweeping *s, const char *value, struct sck_err *err)
{
	for (int p = PLAUSIBLE_LOOPBACK; p <= PLAUSIBLE_STRESS; p++)
		if (!strcmp(value, outcome_plausibility_name((enum plausibility)p))) {
			s->plan.plausibility = p;
			return 0;
		}
	return err_set(err, -EINVAL,
		       "--plausibility: '%s' is none (expected loopback, network, posix or stress)",
		       value);
}

/* The first says which alone; each further one adds to it. */
static int take_kind(struct sweeping *s, const char *value, struct sck_err *err)
{
	static const char *const names[] = { "calls", "offsets", "order", "surroundings", "lasting" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(value, names[i])) {
			s->plan.kinds = (s->has_kind ? s->plan.kinds : 0) | 1U << i;
			s->has_kind = true;
			return 0;
		}
	return err_set(err, -EINVAL, "--kind: '%s' is none (expected calls, offsets, order, surroundings or lasting)",
		       value);
}

static int take_budget(struct sweeping *s, const char *value, struct sck_err *err)
{
	return text_number(value, 1, INT32_MAX, &s->plan.budget)
		       ? err_set(err, -EINVAL, "--budget: '%s' is no number of runs (expected 1 to %d)",
				 value, INT32_MAX)
		       : 0;
}

static int take_format(struct sweeping *s, const char *value, struct sck_err *err)
{
	struct bytes known = { 0 };

	for (size_t i = 0; i < sweep_report_count; i++) {
		if (!strcmp(value, sweep_report_table[i].name)) {
			s->format = value;
			bytes_done(&known);
			return 0;
		}
		bytes_printf(&known, "%s%s", i ? ", " : "", sweep_report_table[i].name);
	}
	err_set(err, -EINVAL, "--format: '%s' is no format of a sweep (expected one of %s)", value,
		bytes_text(&known));
	bytes_done(&known);
	return -EINVAL;
}

/* "7", "7+", and for whom */
static bool is_of_a_sweep(const char *when)
{
	static const char *const ends[] = {
		"", "+", "+:family=ipv4", "+:family=ipv6", "+:peer=127.0.0.1", "+:peer=[::1]"
	};

	when += strspn(when, "0123456789");
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (!strcmp(when, ends[i]))
			return true;
	return false;
}

static int check_rule(const char *text, struct sck_err *err)
{
	struct rule rule;
	const char *when = strstr(text, SWEEP_WHEN);
	int code = rule_parse(&rule, text, false, err);

	rule_done(&rule);
	if (!code && (!when || !is_of_a_sweep(when + strlen(SWEEP_WHEN))))
		code = err_set(err, -EINVAL, "--rule: '%s' is none of a sweep (expected CALL:OUTCOME:when=N, as a finding has it)",
			       text);
	return code;
}

static int take_rule(struct sweeping *s, const char *value, struct sck_err *err)
{
	char *rules = strdup(value), *rest = NULL;
	int code = 0, count = 0;

	if (!rules)
		abort();
	for (char *rule = strtok_r(rules, " ", &rest); rule && !code; rule = strtok_r(NULL, " ", &rest)) {
		code = check_rule(rule, err);
		count++;
	}
	if (!code && (count < 1 || count > 2))
		code = err_set(err, -EINVAL,
			       "--rule: %d rules (expected one, or two with a space between)", count);
	free(rules);
	s->plan.rule = value;
	return code;
}

static int take_journal(struct sweeping *s, const char *value, struct sck_err *err)
{
	if (s->journal.count == JOURNAL_FILES)
		return err_set(err, -EINVAL, "--journal: given more than %d times", JOURNAL_FILES);
	s->journal.paths[s->journal.count++] = value;
	return 0;
}

static int take_baseline(struct sweeping *s, const char *value, struct sck_err *err)
{
	(void)err;
	s->baseline = value;
	return 0;
}

static int take_pairs(struct sweeping *s, const char *value, struct sck_err *err)
{
	(void)value, (void)err;
	s->plan.pairs = true;
	return 0;
}

static int take_no_snapshot(struct sweeping *s, const char *value, struct sck_err *err)
{
	(void)value, (void)err;
	s->plan.no_snapshot = true;
	return 0;
}

static const struct {
	const char *name, *value, *help; /* VALUE empty: it takes none */
	int (*take)(struct sweeping *s, const char *value, struct sck_err *err);
} options[] = {
	{ "--plausibility", "P",
	  "outcomes up to this: loopback, network (unless told), posix, stress", take_plausibility },
	{ "--kind", "KIND",
	  "this alone of calls, offsets (of a stream), order, surroundings (all four unless\n"
	  "                      told), lasting",
	  take_kind },
	{ "--pairs", "",
	  "two outcomes, too, where the first leads to calls that are made nowhere else", take_pairs },
	{ "--budget", "N", "so many runs at most, drawn by --seed", take_budget },
	{ "--rule", "RULE", "this one alone: CALL:OUTCOME:when=N", take_rule },
	{ "--baseline", "FILE",
	  "what this JSON report of a sweep has found is known, and no finding", take_baseline },
	{ "--no-snapshot", "", "start the program anew for each run, from its first instruction",
	  take_no_snapshot },
	{ "--journal", "FILE",
	  "what came of each run goes there as it ends, for --resume (may be repeated)", take_journal },
	{ "--format", "FORMAT", "of the report: text, json, annotations, outcomes (a table), lcov", take_format },
};
enum { OPTIONS = sizeof(options) / sizeof(options[0]) };

int sweeping_take(void *arg, const char *name, const char *value, const char *const *words,
		  size_t count, struct sck_err *err)
{
	int code;

	for (size_t i = 0; i < OPTIONS; i++) {
		if (strcmp(name, options[i].name))
			continue;
		if (!*options[i].value && value)
			return err_set(err, -EINVAL, "%s takes no value", name);
		if (*options[i].value && !value && count < 2)
			return err_set(err, -EINVAL, "%s: the %s is missing", name, options[i].value);
		code = options[i].take(arg, value || !*options[i].value ? value : words[1], err);
		return code ? code : value || !*options[i].value ? 1 : 2;
	}
	return 0;
}

void sweeping_append_options(struct bytes *to)
{
	for (size_t i = 0; i < OPTIONS; i++)
		bytes_printf(to, "  %s %-*s  %s\n", options[i].name,
			     17 - (int)strlen(options[i].name), options[i].value, options[i].help);
}

void sweeping_init(struct sweeping *s)
{
	*s = (struct sweeping){ .plan = { .kinds = SWEEP_FOUR, .plausibility = PLAUSIBLE_NETWORK } };
}

void sweeping_take_part(struct sweeping *s, const struct grading *asked)
{
	s->journal.resumes = asked->resume;
	s->plan.shard = asked->shard;
	s->plan.shards = asked->shards;
}

static sweep_report_function *find_report(const char *format)
{
	for (size_t i = 0; format && i < sweep_report_count; i++)
		if (!strcmp(format, sweep_report_table[i].name))
			return sweep_report_table[i].write;
	return sweep_text;
}

/* 1 where there is something new; 77 where nothing could be swept at all. */
static int status_of(const struct sweep *swept)
{
	for (size_t i = 0; i < swept->findings_count; i++)
		if (!swept->findings[i].is_known && swept->findings[i].is_steady)
			return STATUS_FAIL;
	if (swept->broken)
		return STATUS_BROKEN;
	return swept->planned ? STATUS_PASS : STATUS_SKIP;
}

static void show_progress(void *arg, size_t done, size_t planned)
{
	(void)arg;
	dprintf(STDERR_FILENO, "\r%zu of %zu runs\033[K", done, planned);
}

/* The report stands all the same; but whoever goes on with the journal would do some of it again. */
static int journal_status(const struct sweeping *s, const char *name)
{
	const struct sck_err *failed = &s->journal.lines.failed;
	struct sck_err err;

	if (!failed->code)
		return STATUS_PASS;
	err_set(&err, failed->code, "--journal: '%s': %s", s->journal.paths[0], failed->text);
	return usage_error(name, STATUS_BROKEN, &err);
}

static int run_and_report(struct sweeping *s, const char *name, const struct sck_suite *suite, int fd)
{
	const bool shows = isatty(STDERR_FILENO);
	struct bytes text = { 0 };
	struct sck_err err = { 0 };
	struct sweep swept;
	int status = STATUS_PASS;

	if (sweep_run(suite, &s->plan, shows ? show_progress : NULL, NULL, &swept, &err))
		status = usage_error(name, STATUS_USAGE, &err);
	if (shows)
		dprintf(STDERR_FILENO, "\r\033[K");
	if (!status && s->baseline && baseline_apply(s->baseline, &swept, &err))
		status = usage_error(name, STATUS_USAGE, &err);
	if (!status) {
		swept.is_ascii = !usage_speaks_utf8();
		find_report(s->format)(&text, &swept);
		status = usage_write(name, fd, &text);
	}
	if (!status)
		status = journal_status(s, name);
	if (!status)
		status = status_of(&swept);
	bytes_done(&text);
	sweep_done(&swept);
	return status;
}

int sweeping_run(struct sweeping *s, const char *name, const struct sck_suite *suite,
		 const struct suite_plan *plan)
{
	struct sck_err err = { 0 };
	int status, fd;

	s->plan.suite = plan;
	s->plan.journal = s->journal.count ? &s->journal.lines : NULL;
	if (present_check(name, suite, plan))
		return STATUS_USAGE;
	if (journal_open(&s->journal, suite->name, plan, &err) || present_open_output(plan, &fd, &err)) {
		journal_done(&s->journal);
		return usage_error(name, STATUS_USAGE, &err);
	}
	status = run_and_report(s, name, suite, fd);
	journal_done(&s->journal);
	if (fd != STDOUT_FILENO && close(fd)) {
		err_errno(&err, -errno, "--output: '%s'", plan->output);
		status = usage_error(name, STATUS_BROKEN, &err);
	}
	return status;
}
