/*
 * The JSON report, for programs: one object a run, one a case and family in it. Every text is valid UTF-8 (RFC 8259, 8.1);
 * bytes of a program stand in it as quoted text. Keys keep their order. judge/jsonfile.c reads it again.
 */
#include "base/utf8.h"
#include "report/outcomes.h"
#include "report/report.h"
#include "report/weaker.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *text_of(const void *text, size_t len)
{
	struct bytes clean = { 0 };
	json_t *json;

	utf8_append(&clean, text, len);
	json = json_stringn(bytes_text(&clean), clean.len);
	bytes_done(&clean);
	return json;
}

static json_t *word_of(const char *word)
{
	return word ? text_of(word, strlen(word)) : json_null();
}

/* What stands in it is a comparison's side, and a comparison there need not have been. */
static json_t *side_of(const struct bytes *b)
{
	return b->len ? text_of(b->data, b->len) : json_null();
}

/* "suite.c:12", or null where it is not known. */
static json_t *place_of(const char *file, int line)
{
	if (!*file)
		return json_null();
	return line > 0 ? json_sprintf("%s:%d", file, line) : json_string(file);
}

/* It is JSON already; what cannot be read again is left out. */
static json_t *ladder_of(const struct bytes *ladder)
{
	json_t *rows = json_loadb((const char *)ladder->data, ladder->len, 0, NULL);

	return rows ? rows : json_null();
}

static json_t *case_of(const struct result *row)
{
	const struct verdict *v = &row->verdict;
	json_t *json;

	json = json_pack("{so so ss so so so so so so so so so so so so sf sf sf so}", "name",
			 word_of(row->name), "family", word_of(row->family), "verdict",
			 verdict_name(v->kind), "cause", word_of(cause_name(v->cause)), "message",
			 text_of(v->message.data, v->message.len), "dependency", word_of(row->dependency),
			 "asks", word_of(row->asks), "hint", word_of(row->hint), "want",
			 side_of(&v->want), "got", side_of(&v->got), "detail", side_of(&v->detail),
			 "errors", side_of(&v->errors), "ladder", ladder_of(&v->ladder), "at",
			 place_of(v->file, v->line), "source", place_of(row->file, row->line),
			 "points", row->points, "max_points", row->max_points, "seconds",
			 row->seconds, "rerun", text_of(row->rerun.data, row->rerun.len));
	if (row->visibility != VISIBILITY_VISIBLE)
		json_object_set_new(json, "visibility", json_string(visibility_name(row->visibility)));
	return json;
}

static void append_json(struct bytes *to, json_t *json, size_t flags)
{
	char *text = json_dumps(json, flags | JSON_REAL_PRECISION(9));

	if (!text)
		abort();
	bytes_append_text(to, text);
	bytes_append_text(to, "\n");
	free(text);
	json_decref(json);
}

void report_json_case(struct bytes *to, const struct result *row)
{
	append_json(to, case_of(row), JSON_COMPACT);
}

/* What only a grading knows. */
static void add_student(json_t *root, const struct results *r)
{
	json_t *unlike = json_array();
	struct bytes weaker = { 0 };

	for (const char *const *name = r->unlike; name && *name; name++)
		json_array_append_new(unlike, word_of(*name));
	weaker_append(&weaker, &r->lacks, NULL);
	if (r->student)
		json_object_update_new(
			root,
			json_pack("{so so so sO so s{so so}}", "student", word_of(r->student), "digest",
				  word_of(r->digest), "how", word_of(r->how), "unlike", unlike, "weaker",
				  word_of(weaker.len ? bytes_text(&weaker) : NULL), "lacks", "sandbox",
				  word_of(r->lacks.sandbox), "tracing", word_of(r->lacks.tracing)));
	bytes_done(&weaker);
	if (r->coverage.lines)
		json_object_set_new(root, "coverage",
				    json_pack("{sI sI sI sI}", "lines", (json_int_t)r->coverage.lines,
					      "lines_hit", (json_int_t)r->coverage.lines_hit,
					      "functions", (json_int_t)r->coverage.functions,
					      "functions_hit", (json_int_t)r->coverage.functions_hit));
	if (r->outcomes.count)
		json_object_set_new(root, "outcomes", outcomes_json(&r->outcomes));
	json_decref(unlike);
}

static void append_report(struct bytes *to, const struct results *r, size_t flags)
{
	json_t *program = json_array(), *cases = json_array(), *root;

	for (const char *const *word = r->program; word && *word; word++)
		json_array_append_new(program, word_of(*word));
	for (size_t i = 0; i < r->count; i++)
		json_array_append_new(cases, case_of(&r->rows[i]));
	root = json_pack("{so so so ss sf sf sf so}", "suite", word_of(r->suite), "program",
			 program, "build", word_of(r->build), "verdict",
			 verdict_name(results_verdict(r)), "points", results_points(r),
			 "max_points", results_max_points(r), "seconds", r->seconds, "cases", cases);
	add_student(root, r);
	append_json(to, root, flags);
}

void report_json(struct bytes *to, const struct results *r)
{
	append_report(to, r, JSON_INDENT(2));
}

void report_json_line(struct bytes *to, const struct results *r)
{
	append_report(to, r, JSON_COMPACT);
}
