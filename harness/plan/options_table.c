/*
 * See options_table.h. A row that sets one word or one flag says where; another has a function that reads its value strictly.
 */
#include "plan/options_table.h"
#include "base/deadline.h"
#include "base/text.h"
#include "facts/family.h"
#include "plan/date.h"
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

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

const struct options_row options_rows[] = {
	{ OPTION_CASE, "--case", "GLOB", "only the cases whose names match",
	  .place = offsetof(struct options, suite.case_glob) },
	{ OPTION_FAMILY, "--family", "F",
	  "only over this family (may be repeated; 'list families')", .take = take_family },
	{ OPTION_FORMAT, "--format", "FORMAT",
	  "of the report: text, tap, tap13, junit, json, jsonl, gradescope, check50,\n"
	  "                      prairielearn, classroom, autolab, annotations, summary, html",
	  .place = offsetof(struct options, suite.format) },
	{ OPTION_OUTPUT, "--output", "FILE", "write the report there, not to standard output",
	  .take = take_output },
	{ OPTION_JOBS, "--jobs", "N", "so many cases side by side (one a processor; grade: two)",
	  .take = take_jobs },
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
	{ OPTION_RESUME, "--resume", NULL, "go on with what was cut",
	  .place = offsetof(struct options, grading.resume) },
	{ OPTION_SINCE, "--since", "DIR",
	  "take an older grading's results where the files are the same", .take = take_since },
	{ OPTION_REPEAT, "--repeat", "N",
	  "run each suite so many times, and name the cases that differ", .take = take_repeat },
	{ OPTION_SHARD, "--shard", "I/N",
	  "only the I-th of N parts of the work, to be put together later", .take = take_shard },
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
const size_t options_rows_count = sizeof(options_rows) / sizeof(options_rows[0]);
