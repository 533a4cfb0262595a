/*
 * Reads a command line by the rows of options_table.c, strictly: no abbreviation, no option twice (but those that may be repeated), no word that
 * nobody asked for, values as "--limit 2" or "--limit=2". The program under test and its arguments stand behind -- and are not
 * looked at. Knows no suite, no case and no report; those who do check the names that were given.
 */
#include "plan/options.h"
#include "base/bytes.h"
#include "plan/options_table.h"
#include "plan/rule.h"
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* One command line while it is read. */
struct reading {
	struct options *options;
	const struct options_want *want;
	const char *const *words;
	size_t count, at;
	unsigned seen; /* enum option */
};

static const struct options_row *find_row(unsigned options, const char *name, size_t len)
{
	for (size_t i = 0; i < options_rows_count; i++)
		if ((options_rows[i].option & options) && strlen(options_rows[i].name) == len &&
		    !memcmp(options_rows[i].name, name, len))
			return &options_rows[i];
	return NULL;
}

static int read_row(struct reading *r, const struct options_row *row, const char *value, struct sck_err *err)
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
	const struct options_row *row =
		find_row(r->want->options | OPTION_HELP | OPTION_VERSION, word, len);
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
	for (size_t i = 0; i < options_rows_count; i++)
		if (options_rows[i].option & traced & r->seen)
			return err_set(err, -EINVAL, "--untraced: not with %s, which is the tracer's",
				       options_rows[i].name);
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
	for (size_t i = 0; i < options_rows_count; i++) {
		char left[64];

		if (!(options & options_rows[i].option))
			continue;
		snprintf(left, sizeof(left), "%s%s%s", options_rows[i].name,
			 options_rows[i].value ? " " : "",
			 options_rows[i].value ? options_rows[i].value : "");
		bytes_printf(to, "  %-18s  %s\n", left, options_rows[i].help);
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
