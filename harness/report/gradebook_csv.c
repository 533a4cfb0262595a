/*
 * The class for a spreadsheet. Which columns there are stands in one table; those of single cases are made of the results. A
 * cell is what a spreadsheet may not take for a formula, whoever wrote it.
 */
#include "base/err.h"
#include "base/text.h"
#include "report/explain.h"
#include "report/gradebook.h"
#include "report/plain.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char gradebook_columns[] =
	"student,points,max_points,percent,verdict,passed,failed,skipped,broken,"
	"build,first_failure";

/* A column: CELL says what stands in it, for a student whose results are there or for any student. */
struct column {
	const char *name;
	void (*cell)(struct bytes *to, const struct gradebook_row *row);
	bool for_any;
};

static void cell_student(struct bytes *to, const struct gradebook_row *row)
{
	plain_word(to, row->student);
}

static void cell_points(struct bytes *to, const struct gradebook_row *row)
{
	plain_points(to, results_points(row->results));
}

static void cell_max_points(struct bytes *to, const struct gradebook_row *row)
{
	plain_points(to, results_max_points(row->results));
}

static void cell_percent(struct bytes *to, const struct gradebook_row *row)
{
	double max_points = results_max_points(row->results);

	if (max_points > 0)
		plain_points(to, 100 * results_points(row->results) / max_points);
}

static void cell_verdict(struct bytes *to, const struct gradebook_row *row)
{
	bytes_append_text(to, row->results ? verdict_name(results_verdict(row->results)) : "BROKEN");
}

static void append_count(struct bytes *to, const struct gradebook_row *row, enum verdict_kind kind)
{
	bytes_printf(to, "%zu", explain_count(row->results, kind));
}

static void cell_passed(struct bytes *to, const struct gradebook_row *row)
{
	append_count(to, row, VERDICT_PASS);
}

static void cell_failed(struct bytes *to, const struct gradebook_row *row)
{
	append_count(to, row, VERDICT_FAIL);
}

static void cell_skipped(struct bytes *to, const struct gradebook_row *row)
{
	append_count(to, row, VERDICT_SKIP);
}

static void cell_broken(struct bytes *to, const struct gradebook_row *row)
{
	append_count(to, row, VERDICT_BROKEN);
}

static void cell_build(struct bytes *to, const struct gradebook_row *row)
{
	const char *build = gradebook_build(row->results);

	bytes_append_text(to, build ? build : "");
}

static void cell_first_failure(struct bytes *to, const struct gradebook_row *row)
{
	const struct result *first = explain_first(row->results);

	if (first)
		plain_word(to, first->name);
}

static void cell_seconds(struct bytes *to, const struct gradebook_row *row)
{
	bytes_printf(to, "%.3f", row->results->seconds);
}

/* Percent of the lines. */
static void cell_coverage(struct bytes *to, const struct gradebook_row *row)
{
	const struct coverage *c = &row->results->coverage;

	if (c->lines > 0)
		bytes_printf(to, "%.1f", 100 * (double)c->lines_hit / (double)c->lines);
}

static const struct column columns_table[] = {
	{ .name = "student", .cell = cell_student, .for_any = true },
	{ .name = "points", .cell = cell_points },
	{ .name = "max_points", .cell = cell_max_points },
	{ .name = "percent", .cell = cell_percent },
	{ .name = "verdict", .cell = cell_verdict, .for_any = true },
	{ .name = "passed", .cell = cell_passed },
	{ .name = "failed", .cell = cell_failed },
	{ .name = "skipped", .cell = cell_skipped },
	{ .name = "broken", .cell = cell_broken },
	{ .name = "build", .cell = cell_build },
	{ .name = "first_failure", .cell = cell_first_failure },
	{ .name = "seconds", .cell = cell_seconds },
	{ .name = "coverage", .cell = cell_coverage },
};

/* A column of the table that is made: one of columns_table, or the points of a case. */
struct chosen {
	const struct column *column; /* NULL: a case */
	const char *name;
};

struct table {
	const struct gradebook *book;
	struct chosen *chosen;
	size_t count;
};

static void choose(struct table *t, const struct column *column, const char *name)
{
	t->chosen = reallocarray(t->chosen, t->count + 1, sizeof(*t->chosen));
	if (!t->chosen)
		abort();
	t->chosen[t->count++] = (struct chosen){ column, name };
}

static bool is_chosen(const struct table *t, const char *name)
{
	for (size_t i = 0; i < t->count; i++)
		if (!t->chosen[i].column && !strcmp(t->chosen[i].name, name))
			return true;
	return false;
}

static bool is_built(const struct results *r)
{
	const char *build = gradebook_build(r);

	return build && !strcmp(build, "ok");
}

/* The cases that any student's program was held against; false: there are some, and none matches. */
static bool choose_cases(struct table *t, const char *glob)
{
	bool any = false, found = false;

	for (size_t i = 0; i < t->book->count; i++) {
		const struct results *r = t->book->rows[i].results;

		for (size_t j = 0; r && is_built(r) && j < r->count; j++) {
			any = true;
			if (!text_matches(glob, r->rows[j].name))
				continue;
			found = true;
			if (!is_chosen(t, r->rows[j].name))
				choose(t, NULL, r->rows[j].name);
		}
	}
	return found || !any;
}

static int unknown_column(const char *name, struct sck_err *err)
{
	struct bytes known = { 0 };

	for (size_t i = 0; i < sizeof(columns_table) / sizeof(columns_table[0]); i++)
		bytes_printf(&known, "%s, ", columns_table[i].name);
	err_set(err, -EINVAL, "'%s' is no column (expected one of %scases, case:GLOB)", name,
		bytes_text(&known));
	bytes_done(&known);
	return -EINVAL;
}

static int choose_column(struct table *t, const char *name, struct sck_err *err)
{
	if (!strcmp(name, "cases")) {
		choose_cases(t, "*");
		return 0;
	}
	if (text_starts(name, "case:")) {
		if (choose_cases(t, name + strlen("case:")))
			return 0;
		return err_set(err, -EINVAL, "no case matches '%s' (expected case:GLOB)", name);
	}
	for (size_t i = 0; i < sizeof(columns_table) / sizeof(columns_table[0]); i++) {
		if (strcmp(columns_table[i].name, name) != 0)
			continue;
		choose(t, &columns_table[i], columns_table[i].name);
		return 0;
	}
	return unknown_column(name, err);
}

static int choose_columns(struct table *t, const char *columns, struct sck_err *err)
{
	char *copy = strdup(columns), *rest = copy, *name;
	int code = 0;

	if (!copy)
		abort();
	while (code == 0 && (name = strsep(&rest, ",")))
		code = choose_column(t, name, err);
	free(copy);
	return code;
}

/* The points of a case over all of its families; nothing where it does not count. */
static void append_case(struct bytes *to, const struct results *r, const char *name)
{
	double points = 0, max_points = 0;

	for (size_t i = 0; i < r->count; i++) {
		if (strcmp(r->rows[i].name, name) != 0)
			continue;
		points += r->rows[i].points;
		max_points += r->rows[i].max_points;
	}
	if (max_points > 0)
		plain_points(to, points);
}

/*
 * A spreadsheet takes a cell that begins with one of these for a formula, in quotes or not; the last four are wide forms. One
 * that separates by semicolons sees another cell behind each of them.
 */
static bool is_formula(const char *text)
{
	static const char *const signs[] = { "=",
					     "+",
					     "-",
					     "@",
					     "\t",
					     "\r",
					     "\xef\xbc\x9d",
					     "\xef\xbc\x8b",
					     "\xef\xbc\x8d",
					     "\xef\xbc\xa0" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (text_starts(text, signs[i]))
			return true;
	return false;
}

static void append_cell(struct bytes *to, struct bytes *text, bool is_first)
{
	const char *cell = bytes_text(text);
	bool in_quotes = strpbrk(cell, ",;\"\r\n") != NULL, begins = true;

	bytes_append_text(to, is_first ? "" : ",");
	bytes_append_text(to, in_quotes ? "\"" : "");
	for (; *cell; begins = *cell == ';', cell++) {
		if (begins && is_formula(cell))
			bytes_append_text(to, "'");
		bytes_append(to, cell, 1);
		if (*cell == '"')
			bytes_append(to, cell, 1);
	}
	bytes_append_text(to, in_quotes ? "\"" : "");
	bytes_done(text);
}

static void append_line(struct bytes *to, const struct table *t, const struct gradebook_row *row)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct chosen *chosen = &t->chosen[i];
		struct bytes cell = { 0 };

		if (!row)
			plain_word(&cell, chosen->name);
		else if (!chosen->column && row->results)
			append_case(&cell, row->results, chosen->name);
		else if (chosen->column && (row->results || chosen->column->for_any))
			chosen->column->cell(&cell, row);
		append_cell(to, &cell, i == 0);
	}
	bytes_append_text(to, "\r\n");
}

int gradebook_csv(struct bytes *to, const struct gradebook *g, const char *columns, struct sck_err *err)
{
	struct table table = { .book = g };
	int code = choose_columns(&table, columns ? columns : gradebook_columns, err);

	if (code == 0) {
		append_line(to, &table, NULL);
		for (size_t i = 0; i < g->count; i++)
			append_line(to, &table, &g->rows[i]);
	}
	free(table.chosen);
	return code;
}
