/*
 * check50's JSON: a result for each case and family, so that each can name the one that it depends on. What could not be judged
 * (SKIP, BROKEN) has not passed and has not failed: null.
 *
 * check50's own page puts a cause's words into HTML as they are (renderer/templates/results.html, autoescape false): no "<" may
 * stand in one.
 */
#include "report/explain.h"
#include "report/jsonparts.h"
#include "report/report.h"
#include <string.h>

#ifndef SOCKCHECK_VERSION
#define SOCKCHECK_VERSION "unknown"
#endif

static json_t *no_markup(const void *text, size_t len)
{
	struct bytes clean = { 0 };
	json_t *json;

	for (const char *at = text; len; at++, len--)
		if (*at == '<')
			bytes_append_text(&clean, "\\x3c");
		else
			bytes_append(&clean, at, 1);
	json = jsonparts_line(&clean);
	bytes_done(&clean);
	return json;
}

static json_t *name_of(const char *name, const char *family)
{
	struct bytes text = { 0 };
	json_t *json;

	bytes_printf(&text, "%s (%s)", name, family);
	json = jsonparts_line(&text);
	bytes_done(&text);
	return json;
}

static json_t *cause_of(const struct result *row)
{
	const struct verdict *v = &row->verdict;
	json_t *cause;

	if (v->kind == VERDICT_PASS)
		return json_null();
	cause = json_pack("{so}", "rationale", no_markup(v->message.data, v->message.len));
	if (row->hint && v->kind == VERDICT_FAIL)
		json_object_set_new(cause, "help", no_markup(row->hint, strlen(row->hint)));
	if (v->want.len || v->got.len) {
		json_object_set_new(cause, "expected", no_markup(v->want.data, v->want.len));
		json_object_set_new(cause, "actual", no_markup(v->got.data, v->got.len));
	}
	if (v->kind == VERDICT_BROKEN)
		json_object_set_new(cause, "error",
				    json_pack("{ss so s[] s{}}", "type", "BROKEN", "value",
					      jsonparts_line(&v->message), "traceback", "data"));
	return cause;
}

static json_t *log_of(const struct result *row)
{
	json_t *log = json_array();
	struct bytes text = { 0 };

	if (row->verdict.kind == VERDICT_FAIL || row->verdict.kind == VERDICT_BROKEN)
		explain_row(&text, row, "");
	for (const char *line = bytes_text(&text); *line;) {
		size_t len = strcspn(line, "\n");

		json_array_append_new(log, json_stringn(line, len));
		line += len + (line[len] == '\n');
	}
	bytes_done(&text);
	return log;
}

/* The result that ROW depends on: a build's is over no family, and a name that no result has refers to nothing. */
static json_t *dependency_of(const struct results *r, const struct result *row)
{
	const struct result *found = NULL;

	for (size_t i = 0; row->dependency && i < r->count; i++)
		if (!strcmp(r->rows[i].name, row->dependency) &&
		    (!found || !strcmp(r->rows[i].family, row->family)))
			found = &r->rows[i];
	return found ? name_of(found->name, found->family) : json_null();
}

static json_t *result_of(const struct results *r, const struct result *row)
{
	bool is_judged = row->verdict.kind == VERDICT_PASS || row->verdict.kind == VERDICT_FAIL;
	json_t *passed = is_judged ? json_boolean(row->verdict.kind == VERDICT_PASS) : json_null();

	return json_pack("{so so so so so s{so so so} so}", "name", name_of(row->name, row->family),
			 "description", name_of(row->name, row->family), "passed", passed, "log",
			 log_of(row), "cause", cause_of(row), "data", "points",
			 jsonparts_points(row->points), "max_points", jsonparts_points(row->max_points),
			 "asks", jsonparts_word(row->asks), "dependency", dependency_of(r, row));
}

void report_check50(struct bytes *to, const struct results *r)
{
	json_t *results = json_array();

	for (size_t i = 0; i < r->count; i++)
		json_array_append_new(results, result_of(r, &r->rows[i]));
	jsonparts_append(to,
			 json_pack("{so so ss}", "slug", jsonparts_word(r->suite), "results",
				   results, "version", SOCKCHECK_VERSION),
			 true);
}
