/*
 * Reads a command line by the table below, strictly: no abbreviation, no option twice (but those that may be repeated), no word that nobody
 * asked for, values as "--limit 2" or "--limit=2". The program under test and its arguments stand behind -- and are not
 * looked at. Knows no suite, no case and no report; those who do check the names that were given.
 */
#include "plan/options.h"
#include "base/deadline.h"
#include "base/text.h"
#include "facts/family.h"
#include "plan/date.h"
#include "plan/rule.h"
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct row {
	enum option option;
	const char *name;
	const char *value; /* how the help names the value; NULL: it takes none */
	const char *help;
	int (*take)(struct options *o, const char *value, struct sck_err *err);
	size_t place; /* of one without TAKE: what it sets in struct options, the value as it is or, without one, a bool */
};

static int take_family(struct options *o, const char *value, struct sck_err *err)
{
	unsigned mask = family_mask(value);
	struct bytes known = { 0 };

	if (!mask) {
		for (size_t i = 0; i < family_table_count; i++)
			bytes_printf(&known, "%s, ", family_table[i].name);
		err_set(err, -EINVAL, "--family: '%s' is no family (expected one of %sor all)",
			value, bytes_text(&known));
		bytes_done(&known);
		return -EINVAL;
	}
	if (o->suite.family_words_count == SUITE_PLAN_FAMILIES)
		return err_set(err, -EINVAL, "--family: given more than %d times", SUITE_PLAN_FAMILIES);
	o->suite.family_words[o->suite.family_words_count++] = value;
	o->suite.families |= mask;
	return 0;
}

static int take_file(const char **ret, const char *name, const char *value, struct sck_err *err)
{
	if (!*value)
		return err_set(err, -EINVAL, "%s: the name is empty (expected a file)", name);
	*ret = value;
	return 0;
}

static int take_output(struct options *o, const char *value, struct sck_err *err)
{
	return take_file(&o->suite.output, "--output", value, err);
}

static int take_record(struct options *o, const char *value, struct sck_err *err)
{
	return take_file(&o->record, "--record", value, err);
}

static int take_number(int64_t *ret, const char *name, const char *value, int64_t most, struct sck_err *err)
{
	int code = text_number(value, 1, most, ret);

	if (code == -ERANGE)
		return err_set(err, -EINVAL, "%s: %s is out of range (expected 1 to %d)", name,
			       value, (int)most);
	if (code)
		return err_set(err, -EINVAL, "%s: '%s' is no number (expected 1 to %d)", name,
			       value, (int)most);
	return 0;
}

static int take_jobs(struct options *o, const char *value, struct sck_err *err)
{
	int64_t jobs = 0;
	int code = take_number(&jobs, "--jobs", value, 1024, err);

	o->suite.jobs = (int)jobs;
	return code;
}

static int take_port(struct options *o, const char *value, struct sck_err *err)
{
	int64_t port = 0;
	int code = take_number(&port, "--port", value, UINT16_MAX, err);

	o->suite.port = (uint16_t)port;
	return code;
}

static int take_limit(struct options *o, const char *value, struct sck_err *err)
{
	int64_t limit = 0;
	int code = text_seconds(value, NS_PER_MS, 100000 * NS_PER_S, &limit);

	if (code == -ERANGE)
		return err_set(err, -EINVAL,
			       "--limit: %s is out of range (expected 0.001 to 100000)", value);
	if (code)
		return err_set(err, -EINVAL,
			       "--limit: '%s' is no number of seconds (expected e.g. 2.5)", value);
	o->suite.limit = (double)limit / NS_PER_S;
	return 0;
}

static int take_inject(struct options *o, const char *value, struct sck_err *err)
{
	if (o->suite.rules_count == SUITE_PLAN_RULES)
		return err_set(err, -EINVAL, "--inject: given more than %d times", SUITE_PLAN_RULES);
	o->suite.rules[o->suite.rules_count++] = value;
	return 0;
}

static int take_seed(struct options *o, const char *value, struct sck_err *err)
{
	int64_t seed = 0;

	if (text_number(value, 0, INT64_MAX, &seed))
		return err_set(err, -EINVAL,
			       "--seed: '%s' is no number (expected a whole one from 0)", value);
	o->suite.seed = (uint64_t)seed;
	return 0;
}

static int take_clock(struct options *o, const char *value, struct sck_err *err)
{
	struct sck_err why = { 0 };
	int64_t at;

	if (!strcmp(value, "auto")) {
		o->suite.clock_jumps = true;
		return 0;
	}
	o->suite.date = value;
	return date_parse(value, &at, &why) < 0 ? err_set(err, -EINVAL, "--clock: %s or auto", why.text)
						: 0;
}

static int take_lang(struct options *o, const char *value, struct sck_err *err)
{
	o->suite.lang = value;
	return strcmp(value, "en") && strcmp(value, "fr")
		       ? err_set(err, -EINVAL, "--lang: '%s' is no language here (expected en or fr)", value)
		       : 0;
}

static int take_formats(struct options *o, const char *value, struct sck_err *err)
{
	if (o->grading.formats_count == GRADING_FORMATS)
		return err_set(err, -EINVAL, "--format: given more than %d times", GRADING_FORMATS);
	o->grading.formats[o->grading.formats_count++] = value;
	return 0;
}

static int take_folder(struct options *o, const char *value, struct sck_err *err)
{
	return take_file(&o->grading.folder, "--output", value, err);
}

static int take_since(struct options *o, const char *value, struct sck_err *err)
{
	return take_file(&o->grading.since, "--since", value, err);
}

static int take_words(const char **ret, const char *name, const char *value, struct sck_err *err)
{
	if (!value[strspn(value, " ")])
		return err_set(err, -EINVAL, "%s: it is empty (expected a command)", name);
	*ret = value;
	return 0;
}

static int take_build(struct options *o, const char *value, struct sck_err *err)
{
	return take_words(&o->grading.build, "--build", value, err);
}

static int take_run(struct options *o, const char *value, struct sck_err *err)
{
	return take_words(&o->grading.run, "--run", value, err);
}

static int take_build_limit(struct options *o, const char *value, struct sck_err *err)
{
	int64_t limit = 0;

	if (text_seconds(value, NS_PER_MS, 100000 * NS_PER_S, &limit))
		return err_set(err, -EINVAL, "--build-limit: '%s' is no number of seconds (expected 0.001 to 100000)",
			       value);
	o->grading.build_limit = (double)limit / NS_PER_S;
	return 0;
}

static int take_repeat(struct options *o, const char *value, struct sck_err *err)
{
	int64_t times = 0;
	int code = take_number(&times, "--repeat", value, 1000, err);

	o->grading.repeat = (int)times;
	return code;
}

/* "2/5" */
static int take_shard(struct options *o, const char *value, struct sck_err *err)
{
	const char *slash = strchr(value, '/');
	int64_t shard = 0, shards = 0;
	char first[16];

	if (slash && (size_t)(slash - value) < sizeof(first)) {
		snprintf(first, sizeof(first), "%.*s", (int)(slash - value), value);
		if (!text_number(slash + 1, 1, 100000, &shards) && !text_number(first, 1, shards, &shard)) {
			o->grading.shard = (int)shard;
			o->grading.shards = (int)shards;
			return 0;
		}
	}
	return err_set(err, -EINVAL, "--shard: '%s' is no shard (expected I/N, I from 1 to N)", value);
}

static int take_rate(struct options *o, const char *value, struct sck_err *err)
{
	int64_t rate = 0;
	int code = text_seconds(value, NS_PER_S / 1000, 100 * NS_PER_S, &rate);

	if (code == -ERANGE)
		return err_set(err, -EINVAL, "--rate: %s is out of range (expected 0.001 to 100: at more, what programs do takes longer than they wait)",
			       value);
	if (code)
		return err_set(err, -EINVAL, "--rate: '%s' is no number (expected e.g. 100)", value);
	o->suite.rate = (double)rate / NS_PER_S;
	return 0;
}

static const struct row rows[] = {
	{ OPTION_CASE, "--case", "GLOB", "only the cases whose names match",
	  .place = offsetof(struct options, suite.case_glob) },
	{ OPTION_FAMILY, "--family", "F",
	  "only over this family (may be repeated; 'list families')", .take = take_family },
	{ OPTION_FORMAT, "--format", "FORMAT",
	  "of the report: text, tap, junit, json, jsonl, gradescope, check50, prairielearn,\n"
	  "                      classroom, autolab, annotations, summary, html",
	  .place = offsetof(struct options, suite.format) },
	{ OPTION_OUTPUT, "--output", "FILE", "write the report there, not to standard output",
	  .take = take_output },
	{ OPTION_JOBS, "--jobs", "N", "so many cases side by side (one a processor)", .take = take_jobs },
	{ OPTION_PORT, "--port", "N", "what {port} stands for", .take = take_port },
	{ OPTION_LIMIT, "--limit", "SECONDS",
	  "the bound on processor time and on waiting for a timer", .take = take_limit },
	{ OPTION_LIST, "--list", NULL, "print the cases, their points and families, and run nothing",
	  .place = offsetof(struct options, list) },
	{ OPTION_TRACE, "--trace", NULL, "print the socket calls on standard error as they happen",
	  .place = offsetof(struct options, trace) },
	{ OPTION_CALL_SITES, "--call-sites", NULL, "with --trace or --record: the source line of each call",
	  .place = offsetof(struct options, call_sites) },
	{ OPTION_RECORD, "--record", "FILE", "write all that happened there, for 'sockcheck show'",
	  .take = take_record },
	{ OPTION_INJECT, "--inject", "RULE",
	  "bend calls: CALL:OUTCOME[:SELECTOR]... (may be repeated)", .take = take_inject },
	{ OPTION_SEED, "--seed", "N", "what is left to chance is drawn from it (0)", .take = take_seed },
	{ OPTION_CLOCK, "--clock", "WHEN",
	  "the date that programs read, or auto: it jumps while all wait (may be repeated)",
	  .take = take_clock },
	{ OPTION_RATE, "--rate", "N", "their clock runs so many times as fast (at most 100)",
	  .take = take_rate },
	{ OPTION_FORMATS, "--format", "FORMAT", "one more report of each student (may be repeated)",
	  .take = take_formats },
	{ OPTION_LANG, "--lang", "LANG", "of the HTML pages: en or fr (en)", .take = take_lang },
	{ OPTION_FOLDER, "--output", "DIR", "where the reports go (grades)", .take = take_folder },
	{ OPTION_BUILD, "--build", "COMMAND", "builds a submission (found out from its files)",
	  .take = take_build },
	{ OPTION_RUN, "--run", "WORDS", "how the program is started (found out)", .take = take_run },
	{ OPTION_BUILD_LIMIT, "--build-limit", "SECONDS", "the bound on a build (120)",
	  .take = take_build_limit },
	{ OPTION_ONLY, "--only", "GLOB", "only the students whose names match",
	  .place = offsetof(struct options, grading.only) },
	{ OPTION_RESUME, "--resume", NULL, "go on with a grading that was cut",
	  .place = offsetof(struct options, grading.resume) },
	{ OPTION_SINCE, "--since", "DIR",
	  "take an older grading's results where the files are the same", .take = take_since },
	{ OPTION_REPEAT, "--repeat", "N",
	  "run each suite so many times, and name the cases that differ", .take = take_repeat },
	{ OPTION_SHARD, "--shard", "I/N",
	  "grade the I-th of N parts of the class ('merge' puts them together)", .take = take_shard },
	{ OPTION_COLUMNS, "--columns", "LIST", "of gradebook.csv, with commas between",
	  .place = offsetof(struct options, grading.columns) },
	{ OPTION_FORCE, "--force", NULL, "rules act also where the outcome could not happen",
	  .place = offsetof(struct options, suite.force) },
	{ OPTION_LADDER, "--ladder", NULL, "with --format json: of each failed case, every step and call",
	  .place = offsetof(struct options, suite.ladder) },
	{ OPTION_UNTRACED, "--untraced", NULL, "without tracer and filter; --clock and --rate by libfaketime",
	  .place = offsetof(struct options, untraced) },
	{ OPTION_HELP, "--help", NULL, "print this and end", .place = offsetof(struct options, help) },
	{ OPTION_VERSION, "--version", NULL, "print the version and end",
	  .place = offsetof(struct options, version) },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* One command line while it is read. */
struct reading {
	struct options *options;
	const struct options_want *want;
	const char *const *words;
	size_t count, at;
	unsigned seen; /* enum option */
};

static const struct row *find_row(unsigned options, const char *name, size_t len)
{
	for (size_t i = 0; i < ROWS; i++)
		if ((rows[i].option & options) && strlen(rows[i].name) == len &&
		    !memcmp(rows[i].name, name, len))
			return &rows[i];
	return NULL;
}

static int read_row(struct reading *r, const struct row *row, const char *value, struct sck_err *err)
{
	if ((r->seen & row->option) &&
	    !(row->option & (OPTION_FAMILY | OPTION_INJECT | OPTION_CLOCK | OPTION_FORMATS)))
		return err_set(err, -EINVAL, "%s: given twice", row->name);
	r->seen |= row->option;
	if (!row->value && value)
		return err_set(err, -EINVAL, "%s: takes no value, '%s' was given", row->name, value);
	r->at++;
	if (row->value && !value) {
		if (r->at == r->count || !strcmp(r->words[r->at], "--"))
			return err_set(err, -EINVAL, "%s: its value is missing (expected %s)",
				       row->name, row->value);
		value = r->words[r->at++];
	}
	if (row->take)
		return row->take(r->options, value, err);
	if (row->value)
		*(const char **)((char *)r->options + row->place) = value;
	else
		*(bool *)((char *)r->options + row->place) = true;
	return 0;
}

/* How many words are left before the --. */
static size_t count_left(const struct reading *r)
{
	size_t end = r->at;

	while (end < r->count && strcmp(r->words[end], "--"))
		end++;
	return end - r->at;
}

static int read_option(struct reading *r, struct sck_err *err)
{
	const char *word = r->words[r->at];
	size_t len = strcspn(word, "=");
	const char *value = word[len] ? word + len + 1 : NULL;
	const struct row *row = find_row(r->want->options | OPTION_HELP | OPTION_VERSION, word, len);
	char name[64];
	int took;

	if (row)
		return read_row(r, row, value, err);
	snprintf(name, sizeof(name), "%.*s", (int)len, word);
	for (size_t i = 0; len < sizeof(name) && i < OPTIONS_MORE && r->want->more[i].take; i++) {
		const struct options_more *more = &r->want->more[i];

		took = more->take(more->arg, name, value, r->words + r->at, count_left(r), err);
		if (took)
			return r->at += took > 0 ? (size_t)took : 0, took < 0 ? took : 0;
	}
	return err_set(err, -EINVAL, "%.*s: unknown option (expected one that --help lists)",
		       (int)len, word);
}

static int read_word(struct reading *r, struct sck_err *err)
{
	struct options *o = r->options;

	const bool is_one = o->words_count < OPTIONS_WORDS && r->want->words[o->words_count];

	if (!is_one && r->want->more_words) {
		r->want->more_words[o->more_words_count++] = r->words[r->at++];
		return 0;
	}
	if (!is_one)
		return err_set(err, -EINVAL, "'%s': a word that is not expected here%s",
			       r->words[r->at], r->want->command ? " (the program goes behind --)" : "");
	o->words[o->words_count++] = r->words[r->at++];
	return 0;
}

/* Read at the end: --force may stand behind them. */
static int check_rules(const struct suite_plan *plan, struct sck_err *err)
{
	struct sck_err why = { 0 };
	struct rule rule;
	int rc = 0;

	for (size_t i = 0; i < plan->rules_count && rc == 0; i++) {
		rc = rule_parse(&rule, plan->rules[i], plan->force, &why);
		rule_done(&rule);
	}
	return rc < 0 ? err_set(err, rc, "--inject: %s", why.text) : 0;
}

static int check_untraced(const struct reading *r, struct sck_err *err)
{
	const unsigned traced = OPTION_TRACE | OPTION_RECORD | OPTION_CALL_SITES | OPTIONS_INJECT;

	if (!r->options->untraced)
		return 0;
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].option & traced & r->seen)
			return err_set(err, -EINVAL, "--untraced: not with %s, which is the tracer's",
				       rows[i].name);
	if (r->options->suite.clock_jumps)
		return err_set(err, -EINVAL, "--untraced: not with --clock auto, which is the tracer's");
	return 0;
}

static int check_whole(const struct reading *r, struct sck_err *err)
{
	struct options *o = r->options;

	if (o->words_count < OPTIONS_WORDS && r->want->words[o->words_count])
		return err_set(err, -EINVAL, "%s is missing", r->want->words[o->words_count]);
	if (r->want->more_words && !o->more_words_count)
		return err_set(err, -EINVAL, "%s is missing", r->want->more_words_are);
	if (r->want->command && !o->suite.command_count && !o->list)
		return err_set(err, -EINVAL,
			       "the program is missing (expected -- PROGRAM [ARG]... at the end)");
	if (!r->want->command && o->suite.command_count)
		return err_set(err, -EINVAL, "'%s': no program is expected here", o->suite.command[0]);
	if (o->suite.clock_jumps && o->suite.rate > 0)
		return err_set(err, -EINVAL, "--rate: not with --clock auto, which does not run");
	return check_untraced(r, err) < 0 ? -EINVAL : check_rules(&o->suite, err);
}

int options_parse(struct options *ret, const struct options_want *want, int argc, char *const *argv,
		  struct sck_err *err)
{
	struct reading r = { .options = ret,
			     .want = want,
			     .words = (const char *const *)argv,
			     .count = (size_t)argc,
			     .at = 1 };
	int code = 0;

	*ret = (struct options){ 0 };
	while (!code && r.at < r.count && strcmp(r.words[r.at], "--")) {
		code = r.words[r.at][0] == '-' && r.words[r.at][1] ? read_option(&r, err)
								   : read_word(&r, err);
		if (ret->help || ret->version)
			return 0;
	}
	if (code)
		return code;
	if (r.at < r.count) {
		ret->suite.command = r.words + r.at + 1;
		ret->suite.command_count = r.count - r.at - 1;
	}
	return check_whole(&r, err);
}

static void append_rows(struct bytes *to, unsigned options)
{
	for (size_t i = 0; i < ROWS; i++) {
		char left[64];

		if (!(options & rows[i].option))
			continue;
		snprintf(left, sizeof(left), "%s%s%s", rows[i].name, rows[i].value ? " " : "",
			 rows[i].value ? rows[i].value : "");
		bytes_printf(to, "  %-18s  %s\n", left, rows[i].help);
	}
}

void options_help(struct bytes *to, const struct options_want *want)
{
	append_rows(to, want->options);
	for (size_t i = 0; i < OPTIONS_MORE; i++)
		if (want->more[i].help)
			want->more[i].help(to);
	append_rows(to, OPTION_HELP | OPTION_VERSION);
}
