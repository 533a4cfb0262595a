/*
 * `sockcheck list`: what there is. Each kind is first made as rows of cells with a name each, then printed as lines or, for
 * programs, as JSON. The cases are what the suites themselves say of them.
 */
#include "cli/command.h"
#include "cli/steps_table.h"
#include "cli/suites.h"
#include "cli/usage.h"
#include "facts/call.h"
#include "facts/edge_case.h"
#include "facts/family.h"
#include "facts/outcome.h"
#include "judge/case_list.h"
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Each returns an array of objects of strings and numbers, all of the same keys. */
typedef json_t *list_function(struct sck_err *err);

static json_t *list_suites(struct sck_err *err)
{
	struct bytes names = { 0 };
	json_t *rows = json_array();
	char *rest, *text;

	(void)err;
	suites_append_names(&names);
	text = strdup(bytes_text(&names));
	for (char *name = strtok_r(text, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest))
		json_array_append_new(rows, json_pack("{ss}", "suite", name));
	free(text);
	bytes_done(&names);
	return rows;
}

static int list_suite(json_t *rows, const char *suite, struct sck_err *err)
{
	const char *const no_options[] = { NULL };
	struct case_list list = { 0 };
	struct bytes path = { 0 };
	int code = suites_find(suite, &path, err);

	if (code == 0)
		code = case_list_read(&list, bytes_text(&path), no_options, err);
	for (size_t i = 0; i < list.count && code == 0; i++) {
		const struct case_list_row *c = &list.rows[i];

		json_array_append_new(rows, json_pack("{ss ss sf ss ss}", "suite", suite, "case",
						      c->name, "points", c->points, "families",
						      c->families, "asks", c->asks ? c->asks : ""));
	}
	case_list_done(&list);
	bytes_done(&path);
	return code;
}

static json_t *list_cases(struct sck_err *err)
{
	json_t *suites = list_suites(err), *rows = json_array(), *row;
	size_t i;

	json_array_foreach(suites, i, row)
	{
		if (!list_suite(rows, json_string_value(json_object_get(row, "suite")), err))
			continue;
		json_decref(rows);
		rows = NULL;
		break;
	}
	json_decref(suites);
	return rows;
}

static json_t *list_calls(struct sck_err *err)
{
	static const char *const results[] = {
		[RESULT_ZERO] = "zero",   [RESULT_FD] = "descriptor", [RESULT_BYTES] = "bytes",
		[RESULT_COUNT] = "count", [RESULT_INT] = "int",
	};
	json_t *rows = json_array();

	(void)err;
	for (size_t i = 0; i < call_table_count; i++) {
		const struct call *c = &call_table[i];
		struct bytes can = { 0 };

		bytes_printf(&can, "%s%s%s%s", c->can_be_short ? "short " : "",
			     c->can_block ? "block " : "", c->makes_fd ? "make " : "",
			     c->ends_fd ? "end " : "");
		can.len -= can.len > 0;
		json_array_append_new(rows, json_pack("{ss ss si ss ss ss}", "call", c->name,
						      "class", call_class_name(c->class), "number",
						      call_number(c), "result", results[c->result],
						      "can", bytes_text(&can), "errnos", c->errnos));
		bytes_done(&can);
	}
	return rows;
}

static json_t *list_steps(struct sck_err *err)
{
	json_t *rows = json_array();

	(void)err;
	for (size_t i = 0; i < steps_table_count; i++) {
		const struct steps_row *row = &steps_table[i];

		json_array_append_new(rows, json_pack("{ss ss ss}", "step", row->option, "value",
						      row->value_name ? row->value_name : "",
						      "does", row->help));
	}
	return rows;
}

static json_t *list_families(struct sck_err *err)
{
	json_t *rows = json_array();

	(void)err;
	for (size_t i = 0; i < family_table_count; i++) {
		const struct family *row = &family_table[i];
		const char *answers = row->answers_ipv4 && row->answers_ipv6 ? "127.0.0.1 ::1"
				      : row->answers_ipv4                    ? "127.0.0.1"
									     : "::1";

		json_array_append_new(rows, json_pack("{ss ss ss}", "family", row->name, "host",
						      row->host, "answers", answers));
	}
	return rows;
}

/* What stands before the colon of a rule: the calls, or their class. */
static const char *calls_of(const struct outcome *o)
{
	if (o->calls)
		return o->calls;
	return o->class == CLASS_NONE ? "any" : call_class_name(o->class);
}

static json_t *list_outcomes(struct sck_err *err)
{
	json_t *rows = json_array();

	(void)err;
	for (size_t i = 0; i < outcome_table_count; i++) {
		const struct outcome *o = &outcome_table[i];
		struct bytes word = { 0 }, needs = { 0 };

		bytes_printf(&word, "%s%s%s", o->word, o->value ? "=" : "",
			     o->error ? o->error : outcome_value_name(o->value));
		for (unsigned left = o->needs; left; left &= left - 1)
			bytes_printf(&needs, "%s%s", needs.len ? " " : "", outcome_need_name(left));
		json_array_append_new(
			rows, json_pack("{ss ss ss ss ss ss}", "calls", calls_of(o), "outcome",
					bytes_text(&word), "effect", outcome_effect_name(o->effect),
					"plausibility", outcome_plausibility_name(o->plausibility),
					"needs", bytes_text(&needs), "afterwards", o->after));
		bytes_done(&word);
		bytes_done(&needs);
	}
	return rows;
}

static json_t *list_edge_cases(struct sck_err *err)
{
	json_t *rows = json_array();

	(void)err;
	for (size_t i = 0; i < edge_case_table_count; i++) {
		const struct edge_case *e = &edge_case_table[i];

		json_array_append_new(rows, json_pack("{si ss ss ss ss ss}", "number", e->number, "sentence",
						      e->sentence, "families", e->families, "means",
						      e->means, "source", e->source, "test", e->test));
	}
	return rows;
}

static const struct kind {
	const char *name;
	list_function *list;
} kinds[] = {
	{ "suites", list_suites },         { "cases", list_cases },
	{ "calls", list_calls },           { "steps", list_steps },
	{ "families", list_families },     { "outcomes", list_outcomes },
	{ "edge-cases", list_edge_cases },
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), CELLS_MOST = 8 };

static const char *cell_text(json_t *cell, char room[32])
{
	if (json_is_string(cell))
		return json_string_value(cell);
	snprintf(room, 32, "%.9g", json_number_value(cell));
	return room;
}

/* Columns as wide as their widest cell, but for the last. */
static void append_table(struct bytes *to, json_t *rows)
{
	int widths[CELLS_MOST] = { 0 };
	const char *key;
	json_t *row, *cell;
	char room[32];
	size_t i, column;

	for (int print = 0; print < 2; print++) {
		json_array_foreach(rows, i, row)
		{
			column = 0;
			json_object_foreach(row, key, cell)
			{
				const char *text = cell_text(cell, room);
				int width = (int)strlen(text);

				if (!print)
					widths[column] = width > widths[column] ? width : widths[column];
				else if (column + 1 < json_object_size(row))
					bytes_printf(to, "%-*s  ", widths[column], text);
				else
					bytes_append_text(to, text);
				column++;
			}
			if (print)
				bytes_append_text(to, "\n");
		}
	}
}

static void append_json(struct bytes *to, json_t *rows)
{
	char *text = json_dumps(rows, JSON_INDENT(2) | JSON_REAL_PRECISION(9));

	if (!text)
		abort();
	bytes_append_text(to, text);
	bytes_append_text(to, "\n");
	free(text);
}

/* The other formats are of reports. */
static int take_format(void *arg, const char *name, const char *value, const char *const *words,
		       size_t count, struct sck_err *err)
{
	const char **format = arg;
	const int took = value ? 1 : 2;

	if (strcmp(name, "--format") != 0)
		return 0;
	if (*format)
		return err_set(err, -EINVAL, "--format: given twice");
	if (!value && count < 2)
		return err_set(err, -EINVAL, "--format: its value is missing");
	*format = value ? value : words[1];
	return took;
}

static void append_format(struct bytes *to)
{
	bytes_append_text(to, "  --format FORMAT     text or json (text)\n");
}

static const struct usage usage = {
	.name = "sockcheck list",
	.synopsis = "suites|cases|calls|outcomes|steps|families|edge-cases [--format text|json]",
	.about = "Lists the bundled suites and their cases, the socket calls that are watched, the "
		 "outcomes that\n"
		 "--inject can give them, the steps of 'sockcheck talk', or the families that "
		 "--family takes,\nor the edge cases that its own tests produce.",
	.want = { .words = { "suites|cases|calls|outcomes|steps|families|edge-cases" },
		  .more = { { take_format, NULL, append_format } } },
};

static int print_rows(const struct kind *kind, bool as_json)
{
	struct sck_err err = { 0 };
	struct bytes text = { 0 };
	json_t *rows = kind->list(&err);
	int status;

	if (!rows)
		return usage_error(usage.name, STATUS_BROKEN, &err);
	if (as_json)
		append_json(&text, rows);
	else
		append_table(&text, rows);
	status = usage_write(usage.name, STDOUT_FILENO, &text);
	bytes_done(&text);
	json_decref(rows);
	return status;
}

int cmd_list(int argc, char **argv)
{
	struct sck_err err = { 0 };
	struct usage own = usage;
	struct options options;
	const char *format = NULL;
	int status;

	own.want.more[0].arg = (void *)&format;
	status = usage_parse(&own, argc, argv, &options);
	if (status >= 0)
		return status;
	format = format ? format : "text";
	if (strcmp(format, "text") && strcmp(format, "json")) {
		err_set(&err, -EINVAL,
			"--format: '%s' is no format of a list (expected text or json)", format);
		return usage_error(usage.name, STATUS_USAGE, &err);
	}
	for (size_t i = 0; i < KINDS; i++)
		if (!strcmp(kinds[i].name, options.words[0]))
			return print_rows(&kinds[i], !strcmp(format, "json"));
	err_set(&err, -EINVAL, "'%s': there is no such list (expected suites, cases, calls, outcomes, steps, families or edge-cases)",
		options.words[0]);
	return usage_error(usage.name, STATUS_USAGE, &err);
}
