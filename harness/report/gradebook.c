/* See gradebook.h: the class for a terminal and for a program; gradebook_csv.c has the spreadsheet's. */
#include "report/gradebook.h"
#include "report/explain.h"
#include "report/jsonparts.h"
#include "report/plain.h"
#include "report/redact.h"
#include <string.h>

#ifndef SOCKCHECK_VERSION
#define SOCKCHECK_VERSION "unknown"
#endif

enum { STUDENT_MOST = 40 };

const char *gradebook_build(const struct results *r)
{
	const struct result *first = r->count ? &r->rows[0] : NULL;

	if (first && first->verdict.cause == CAUSE_BUILD)
		return "failed";
	/* it is of no family where it stands for the build */
	return first && first->verdict.kind == VERDICT_BROKEN && !strcmp(first->family, "any") ? NULL : "ok";
}

static enum verdict_kind verdict_of(const struct gradebook_row *row)
{
	return row->results ? results_verdict(row->results) : VERDICT_BROKEN;
}

static void append_score(struct bytes *to, const struct gradebook_row *row)
{
	if (!row->results)
		return;
	plain_points(to, results_points(row->results));
	bytes_append_text(to, "/");
	plain_points(to, results_max_points(row->results));
}

/* The case and the cause, or what was wrong with the build. No hidden case: a platform may show a student what was printed. */
static void append_failure(struct bytes *to, const struct gradebook_row *row)
{
	const struct result *first;
	struct redacted shown;
	struct results all;

	if (!row->results) {
		bytes_append_text(to, "  there are no results");
		return;
	}
	all = *row->results;
	all.lang = NULL; /* the terminal is English, the pages are not */
	redact_make(&shown, &all, REDACT_SUM);
	first = explain_first(&shown.results);
	bytes_append_text(to, first ? "  " : "");
	plain_word(to, first ? first->name : NULL);
	if (first && cause_name(first->verdict.cause))
		bytes_printf(to, " (%s)", cause_name(first->verdict.cause));
	redact_done(&shown);
	if (explain_count(row->results, VERDICT_BROKEN))
		bytes_printf(to, "; %zu broken", explain_count(row->results, VERDICT_BROKEN));
}

/* Of what is shown of the name: plain, one line. */
static int student_width(const struct gradebook_row *row)
{
	struct bytes name = { 0 };
	int width;

	plain_word(&name, row->student);
	width = plain_width(bytes_text(&name));
	bytes_done(&name);
	return width;
}

static void append_line(struct bytes *to, const struct gradebook_row *row, int name_width, int score_width)
{
	struct bytes score = { 0 };

	append_score(&score, row);
	plain_padded(to, row->student, name_width);
	bytes_printf(to, "  %-6s  %*s", verdict_name(verdict_of(row)), score_width, bytes_text(&score));
	append_failure(to, row);
	while (to->data[to->len - 1] == ' ')
		to->len--;
	bytes_append_text(to, "\n");
	bytes_done(&score);
}

static void append_sum(struct bytes *to, const struct gradebook *g)
{
	static const char *const words[] = {
		[VERDICT_PASS] = "passed",
		[VERDICT_FAIL] = "failed",
		[VERDICT_SKIP] = "skipped",
		[VERDICT_BROKEN] = "broken",
	};
	size_t counts[VERDICT_BROKEN + 1] = { 0 };

	for (size_t i = 0; i < g->count; i++)
		counts[verdict_of(&g->rows[i])]++;
	bytes_append_text(to, "\n");
	plain_word(to, g->assignment);
	bytes_printf(to, ": %zu of %zu passed", counts[VERDICT_PASS], g->count);
	for (size_t kind = VERDICT_FAIL; kind <= VERDICT_BROKEN; kind++)
		if (counts[kind])
			bytes_printf(to, ", %zu %s", counts[kind], words[kind]);
	bytes_append_text(to, "\n");
	for (size_t i = 0, len = to->len; i < g->count && to->len == len; i++)
		if (g->rows[i].results)
			explain_broken(to, g->rows[i].results);
}

void gradebook_text(struct bytes *to, const struct gradebook *g)
{
	int name_width = 0, score_width = 0;

	for (size_t i = 0; i < g->count; i++) {
		int width = student_width(&g->rows[i]);
		struct bytes score = { 0 };

		append_score(&score, &g->rows[i]);
		name_width = width > name_width ? width : name_width;
		score_width = (int)score.len > score_width ? (int)score.len : score_width;
		bytes_done(&score);
	}
	if (name_width > STUDENT_MOST)
		name_width = STUDENT_MOST;
	for (size_t i = 0; i < g->count; i++)
		append_line(to, &g->rows[i], name_width, score_width);
	append_sum(to, g);
}

static json_t *path_of(const struct gradebook_row *row)
{
	struct bytes path = { 0 };
	json_t *json;

	bytes_printf(&path, "%s/results.json", row->folder ? row->folder : row->student);
	json = jsonparts_line(&path);
	bytes_done(&path);
	return json;
}

static json_t *count_of(const struct results *r, enum verdict_kind kind)
{
	return json_integer((json_int_t)explain_count(r, kind));
}

static json_t *student_of(const struct gradebook_row *row)
{
	const struct results *r = row->results;
	const struct result *first;

	if (!r)
		return json_pack("{so ss sn sn sn sn sn sn}", "name", jsonparts_word(row->student),
				 "verdict", verdict_name(VERDICT_BROKEN), "points", "max_points",
				 "build", "cases", "first_failure", "results");
	first = explain_first(r);
	return json_pack("{so ss so so ss? s{so so so so} so so}", "name",
			 jsonparts_word(row->student), "verdict", verdict_name(results_verdict(r)),
			 "points", jsonparts_points(results_points(r)), "max_points",
			 jsonparts_points(results_max_points(r)), "build", gradebook_build(r),
			 "cases", "passed", count_of(r, VERDICT_PASS), "failed",
			 count_of(r, VERDICT_FAIL), "skipped", count_of(r, VERDICT_SKIP), "broken",
			 count_of(r, VERDICT_BROKEN), "first_failure",
			 jsonparts_word(first ? first->name : NULL), "results", path_of(row));
}

void gradebook_json(struct bytes *to, const struct gradebook *g)
{
	json_t *students = json_array();

	for (size_t i = 0; i < g->count; i++)
		json_array_append_new(students, student_of(&g->rows[i]));
	jsonparts_append(to,
			 json_pack("{so ss sI so}", "assignment", jsonparts_word(g->assignment), "version",
				   SOCKCHECK_VERSION, "left", (json_int_t)g->left, "students", students),
			 true);
}
