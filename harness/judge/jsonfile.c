/*
 * Reads a JSON report into results. The file may come from another version, or from anybody: what is not there, or is of another
 * kind, is an error that names it; keys that it does not know are passed over.
 */
#include "judge/jsonfile.h"
#include "base/err.h"
#include "facts/call.h"
#include "facts/outcome.h"
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a word that may be null. */
static const char *word_at(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void take_text(struct bytes *to, json_t *object, const char *key)
{
	json_t *text = json_object_get(object, key);

	if (text)
		bytes_append(to, json_string_value(text), json_string_length(text));
}

/* As text again: whoever draws it reads it there. */
static void take_ladder(struct bytes *to, json_t *object)
{
	json_t *rows = json_object_get(object, "ladder");
	char *text = json_is_array(rows) ? json_dumps(rows, JSON_COMPACT) : NULL;

	if (text)
		bytes_append_text(to, text);
	free(text);
}

static void take_place(json_t *object, const char *key, char *ret_file, size_t room, int *ret_line)
{
	const char *word = word_at(object, key), *colon = word ? strrchr(word, ':') : NULL;

	if (!word)
		return;
	snprintf(ret_file, room, "%.*s", (int)(colon ? colon - word : (int)strlen(word)), word);
	*ret_line = colon ? atoi(colon + 1) : 0;
}

static int find_verdict(const char *name)
{
	for (int kind = VERDICT_PASS; kind <= VERDICT_BROKEN; kind++)
		if (!strcmp(verdict_name((enum verdict_kind)kind), name))
			return kind;
	return -1;
}

static int find_cause(const char *name)
{
	for (int cause = CAUSE_NONE + 1; name && cause <= CAUSE_LAST; cause++)
		if (!strcmp(cause_name((enum cause)cause), name))
			return cause;
	return CAUSE_NONE;
}

/* It must be known: what another version hides is not shown. */
static int take_visibility(json_t *from, struct result *ret, struct sck_err *err)
{
	const char *word = word_at(from, "visibility");
	const int found = word ? visibility_find(word) : -1;

	if (!json_object_get(from, "visibility"))
		return 0;
	if (found < 0)
		return err_set(err, -EINVAL, "'%s' is no visibility (expected visible, hidden, after_due_date or after_published)",
			       word ? word : "");
	ret->visibility = (enum visibility)found;
	return 0;
}

static int read_case(json_t *from, struct result *ret, struct sck_err *err)
{
	struct verdict *v = &ret->verdict;
	const char *verdict;
	json_error_t at;
	int kind;

	if (json_unpack_ex(from, &at, 0, "{ss ss ss sF sF sF}", "name", &ret->name, "family",
			   &ret->family, "verdict", &verdict, "points", &ret->points, "max_points",
			   &ret->max_points, "seconds", &ret->seconds))
		return err_set(err, -EINVAL, "a case is not whole: %s", at.text);
	kind = find_verdict(verdict);
	if (kind < 0)
		return err_set(err, -EINVAL,
			       "'%s' is no verdict (expected PASS, FAIL, SKIP or BROKEN)", verdict);
	v->kind = (enum verdict_kind)kind;
	v->cause = (enum cause)find_cause(word_at(from, "cause"));
	ret->dependency = word_at(from, "dependency");
	ret->asks = word_at(from, "asks");
	ret->hint = word_at(from, "hint");
	take_text(&v->message, from, "message");
	take_text(&v->want, from, "want");
	take_text(&v->got, from, "got");
	take_text(&v->detail, from, "detail");
	take_text(&v->errors, from, "errors");
	take_ladder(&v->ladder, from);
	take_text(&ret->rerun, from, "rerun");
	take_place(from, "at", v->file, sizeof(v->file), &v->line);
	take_place(from, "source", ret->file, sizeof(ret->file), &ret->line);
	return take_visibility(from, ret, err);
}

/* Those of a list that are texts; ends with NULL. NULL: there is no list. */
static const char **read_words(json_t *list)
{
	const char **words, *word;
	size_t count = 0;

	if (!list)
		return NULL;
	words = calloc(json_array_size(list) + 1, sizeof(*words));
	if (!words)
		abort();
	for (size_t i = 0; i < json_array_size(list); i++)
		if ((word = json_string_value(json_array_get(list, i))))
			words[count++] = word;
	return words;
}

static int read_program(json_t *words, struct results *ret, struct sck_err *err)
{
	const char **program = calloc(json_array_size(words) + 1, sizeof(*program));

	if (!program)
		abort();
	ret->program = program;
	for (size_t i = 0; i < json_array_size(words); i++) {
		program[i] = json_string_value(json_array_get(words, i));
		if (!program[i])
			return err_set(err, -EINVAL, "program: a word is no text");
	}
	return 0;
}

static void read_coverage(json_t *from, struct coverage *ret)
{
	ret->lines = json_integer_value(json_object_get(from, "lines"));
	ret->lines_hit = json_integer_value(json_object_get(from, "lines_hit"));
	ret->functions = json_integer_value(json_object_get(from, "functions"));
	ret->functions_hit = json_integer_value(json_object_get(from, "functions_hit"));
}

enum { OUTCOMES_MOST = 4096 };

static size_t number_at(json_t *from, const char *key)
{
	const json_int_t number = json_integer_value(json_object_get(from, key));

	return number > 0 ? (size_t)number : 0;
}

static void append_site(struct bytes *to, json_t *from)
{
	const char *place = word_at(from, "site"), *function = word_at(from, "function");

	bytes_append_text(to, place ? place : "");
	if (function)
		bytes_printf(to, " %s", function);
}

/* What another version says of calls and outcomes that this one does not know is left out. */
static void read_outcomes(json_t *list, struct outcome_lines *ret)
{
	json_t *from;
	size_t i;

	json_array_foreach(list, i, from)
	{
		const char *name = word_at(from, "call"), *word = word_at(from, "outcome");
		const struct call *call = name ? call_by_name(name, strlen(name)) : NULL;
		const struct outcome *outcome = NULL;
		struct bytes site = { 0 };

		if (call && word && i < OUTCOMES_MOST)
			outcome = outcome_find(name, strlen(name), word, strlen(word),
					       word_at(from, "error"));
		append_site(&site, from);
		if (outcome) {
			struct outcome_line *line =
				outcome_lines_at(ret, bytes_text(&site), call, outcome);

			line->planned += number_at(from, "planned");
			line->met += number_at(from, "met");
			line->survived += number_at(from, "survived");
		}
		bytes_done(&site);
	}
}

int jsonfile_read(const char *text, size_t len, struct jsonfile *ret, struct sck_err *err)
{
	struct results *r = &ret->results;
	json_t *program, *cases;
	json_error_t at;
	int code;

	*ret = (struct jsonfile){ .root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &at) };
	if (!ret->root)
		return err_set(err, -EINVAL, "line %d: %s", at.line, at.text);
	if (json_unpack_ex(ret->root, &at, 0, "{ss so so sF}", "suite", &r->suite, "program",
			   &program, "cases", &cases, "seconds", &r->seconds) ||
	    !json_is_array(program) || !json_is_array(cases))
		return err_set(err, -EINVAL, "no report of a suite: %s",
			       *at.text ? at.text : "expected two lists");
	r->build = word_at(ret->root, "build");
	r->student = word_at(ret->root, "student");
	r->digest = word_at(ret->root, "digest");
	r->how = word_at(ret->root, "how");
	r->lacks.sandbox = word_at(json_object_get(ret->root, "lacks"), "sandbox");
	r->lacks.tracing = word_at(json_object_get(ret->root, "lacks"), "tracing");
	read_coverage(json_object_get(ret->root, "coverage"), &r->coverage);
	read_outcomes(json_object_get(ret->root, "outcomes"), &r->outcomes);
	r->unlike = read_words(json_object_get(ret->root, "unlike"));
	code = read_program(program, r, err);
	r->rows = calloc(json_array_size(cases) + 1, sizeof(*r->rows));
	if (!r->rows)
		abort();
	for (size_t i = 0; i < json_array_size(cases) && code == 0; i++) {
		code = read_case(json_array_get(cases, i), &r->rows[i], err);
		r->count++;
	}
	return code;
}

void jsonfile_done(struct jsonfile *f)
{
	free((void *)(uintptr_t)f->results.program);
	free((void *)(uintptr_t)f->results.unlike);
	results_done(&f->results);
	json_decref(f->root);
	*f = (struct jsonfile){ 0 };
}

int jsonfile_left(const char *text, size_t len, size_t *ret, struct sck_err *err)
{
	json_error_t at;
	json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &at);

	if (!root)
		return err_set(err, -EINVAL, "line %d: %s", at.line, at.text);
	*ret = (size_t)json_integer_value(json_object_get(root, "left"));
	json_decref(root);
	return 0;
}
