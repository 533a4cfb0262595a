/* See explain.h. */
#include "report/explain.h"
#include "report/plain.h"
#include <string.h>

enum { SIDE_MOST = 400, WORDS_MOST = 4096 };

static void append_side(struct bytes *to, const char *indent, const char *name, const struct bytes *side)
{
	size_t shown = side->len > SIDE_MOST ? SIDE_MOST : side->len;

	if (!side->len)
		return;
	bytes_printf(to, "%s%s ", indent, name);
	plain_line(to, side->data, shown);
	if (shown < side->len)
		bytes_printf(to, " ... (%zu characters in all)", side->len);
	bytes_append_text(to, "\n");
}

static void append_note(struct bytes *to, const char *indent, const char *name, const char *text)
{
	if (!text)
		return;
	bytes_printf(to, "%s%s ", indent, name);
	plain_word(to, text);
	bytes_append_text(to, "\n");
}

static void append_errors(struct bytes *to, const char *indent, const struct bytes *errors)
{
	struct bytes behind = { 0 };

	if (!errors->len)
		return;
	bytes_printf(to, "%sstandard error\n", indent);
	bytes_printf(&behind, "%s  | ", indent);
	plain_lines(to, errors, bytes_text(&behind));
	bytes_done(&behind);
}

void explain_row(struct bytes *to, const struct result *row, const char *indent)
{
	const struct verdict *v = &row->verdict;

	if (v->file[0]) {
		bytes_printf(to, "%sat    ", indent);
		plain_word(to, v->file);
		if (v->line > 0)
			bytes_printf(to, ":%d", v->line);
		bytes_append_text(to, "\n");
	}
	append_note(to, indent, "asked", row->asks);
	append_side(to, indent, "want ", &v->want);
	append_side(to, indent, "got  ", &v->got);
	plain_lines(to, &v->detail, indent);
	append_errors(to, indent, &v->errors);
	append_note(to, indent, "hint ", row->hint);
	if (!row->rerun.len)
		return;
	bytes_printf(to, "%sagain ", indent);
	plain_line(to, row->rerun.data, row->rerun.len);
	bytes_append_text(to, "\n");
}

void explain_verdict(struct bytes *to, const struct result *row)
{
	const struct verdict *v = &row->verdict;

	bytes_append_text(to, verdict_name(v->kind));
	if (cause_name(v->cause))
		bytes_printf(to, " (%s)", cause_name(v->cause));
	if (v->message.len)
		bytes_append_text(to, " ");
	plain_line(to, v->message.data, v->message.len);
}

void explain_case(struct bytes *to, const struct group_case *c)
{
	if (c->count == 1 && c->groups->first->verdict.kind == VERDICT_PASS)
		return;
	for (const struct group *group = c->groups; group < c->groups + c->count; group++) {
		enum verdict_kind kind = group->first->verdict.kind;

		if (group > c->groups && kind != VERDICT_PASS)
			bytes_append_text(to, "\n");
		explain_verdict(to, group->first);
		bytes_printf(to, "\n  over  %.*s\n", (int)group->families.len,
			     group->families.len ? (const char *)group->families.data : "");
		if (kind == VERDICT_BROKEN)
			bytes_append_text(to, "  This is a fault of the tests, not of the program: "
					      "it costs no points and gives none.\n");
		if (kind == VERDICT_FAIL || kind == VERDICT_BROKEN)
			explain_row(to, group->first, "  ");
	}
}

size_t explain_count(const struct results *r, enum verdict_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++)
		count += r->rows[i].verdict.kind == kind;
	return count;
}

void explain_sum(struct bytes *to, const struct results *r)
{
	static const char *const words[] = {
		[VERDICT_FAIL] = "failed",
		[VERDICT_SKIP] = "skipped",
		[VERDICT_BROKEN] = "broken",
	};

	bytes_printf(to, "%zu of %zu passed", explain_count(r, VERDICT_PASS), r->count);
	for (enum verdict_kind kind = VERDICT_FAIL; kind <= VERDICT_BROKEN; kind++)
		if (explain_count(r, kind))
			bytes_printf(to, ", %zu %s", explain_count(r, kind), words[kind]);
	bytes_append_text(to, ": ");
	plain_points(to, results_points(r));
	bytes_append_text(to, " of ");
	plain_points(to, results_max_points(r));
	bytes_append_text(to, " points");
}

void explain_run(struct bytes *to, const struct results *r)
{
	plain_word(to, r->suite);
	bytes_append_text(to, ": ");
	explain_sum(to, r);
	bytes_append_text(to, "\n");
	explain_broken(to, r);
}

void explain_build(struct bytes *to, const struct results *r)
{
	const bool is_told = r->count && r->rows[0].verdict.cause == CAUSE_BUILD; /* by its row */
	const size_t len = r->build ? strlen(r->build) : 0;
	struct bytes shown = { 0 };

	if (!len || is_told)
		return;
	bytes_append(&shown, r->build, len > WORDS_MOST ? WORDS_MOST : len);
	bytes_append_text(to, "\nWhat the compiler said:\n");
	plain_lines(to, &shown, "  ");
	if (len > WORDS_MOST)
		bytes_printf(to, "  ... (%zu characters in all)\n", len);
	bytes_done(&shown);
}

void explain_broken(struct bytes *to, const struct results *r)
{
	if (explain_count(r, VERDICT_BROKEN))
		bytes_append_text(to, "BROKEN is a fault of the tests, not of the program: it "
				      "costs no points and gives none.\n");
}

const struct result *explain_first(const struct results *r)
{
	static const enum verdict_kind order[] = { VERDICT_FAIL, VERDICT_BROKEN };

	for (size_t kind = 0; kind < sizeof(order) / sizeof(order[0]); kind++)
		for (size_t i = 0; i < r->count; i++)
			if (r->rows[i].verdict.kind == order[kind])
				return &r->rows[i];
	return NULL;
}
