/*
 * A summary of a step in Markdown, for $GITHUB_STEP_SUMMARY: a table of the cases, a block that can be opened for each failure.
 * Whatever is not ours is written in character references, which no Markdown takes for markup (CommonMark, 2.5), in a table's
 * cell or between <pre> and </pre>. GitHub takes no more than a megabyte: what comes behind is counted.
 */
#include "report/explain.h"
#include "report/plain.h"
#include "report/report.h"

enum { MOST = 1000 * 1000 };

static void append_escaped(struct bytes *to, const struct bytes *text, bool is_lines)
{
	struct bytes clean = { 0 };

	if (is_lines)
		plain_lines(&clean, text, "");
	else
		plain_line(&clean, text->data, text->len);
	for (size_t i = 0; i < clean.len; i++) {
		uint8_t byte = clean.data[i];
		bool is_word = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';

		if (is_word || byte >= 0x80 || byte <= ' ' || (byte >= '0' && byte <= '9'))
			bytes_append(to, &byte, 1);
		else
			bytes_printf(to, "&#%d;", byte);
	}
	bytes_done(&clean);
}

static void append_word(struct bytes *to, const char *word)
{
	struct bytes text = { 0 };

	plain_word(&text, word);
	append_escaped(to, &text, false);
	bytes_done(&text);
}

/* What is worth saying of a row in the table: its cause or the reason of a SKIP, and the families unless it is all. */
static void append_remarks(struct bytes *to, const struct group *group, const struct groups *all)
{
	const struct verdict *v = &group->first->verdict;

	if (cause_name(v->cause))
		bytes_printf(to, "%s ", cause_name(v->cause));
	if (group->families.len != all->families.len) {
		bytes_append_text(to, "(");
		append_escaped(to, &group->families, false);
		bytes_append_text(to, ") ");
	}
	if (v->kind == VERDICT_SKIP)
		append_escaped(to, &v->message, false);
}

static void append_row(struct bytes *to, const struct group *group, const struct groups *all)
{
	bytes_printf(to, "| %s | ", verdict_name(group->first->verdict.kind));
	append_word(to, group->first->name);
	bytes_append_text(to, " | ");
	if (group->max_points > 0) {
		plain_points(to, group->points);
		bytes_append_text(to, "/");
		plain_points(to, group->max_points);
	}
	bytes_append_text(to, " | ");
	append_remarks(to, group, all);
	bytes_append_text(to, " |\n");
}

static void append_details(struct bytes *to, const struct group *group)
{
	const struct result *row = group->first;
	struct bytes text = { 0 };

	bytes_printf(to, "\n<details><summary>%s ", verdict_name(row->verdict.kind));
	append_word(to, row->name);
	bytes_append_text(to, " (");
	append_escaped(to, &group->families, false);
	/* the blank line ends this block of HTML; that of <pre> goes on over blank lines up to </pre> (CommonMark, 4.6) */
	bytes_append_text(to, ")</summary>\n\n<pre>\n");
	explain_verdict(&text, row);
	bytes_append_text(&text, "\n");
	explain_row(&text, row, "  ");
	append_escaped(to, &text, true);
	bytes_append_text(to, "</pre>\n\n</details>\n");
	bytes_done(&text);
}

/* Moves PART behind TO, where it has a place; returns 1 where it has none. */
static size_t move_bounded(struct bytes *to, struct bytes *part, size_t most)
{
	bool has_place = to->len + part->len <= most;

	if (has_place)
		bytes_append(to, part->data, part->len);
	bytes_done(part);
	return !has_place;
}

static void append_left(struct bytes *to, size_t left, const char *what)
{
	if (left)
		bytes_printf(to, "\n%zu more %s have no place here.\n", left, what);
}

static void append_head(struct bytes *to, const struct results *r)
{
	struct bytes text = { 0 };

	bytes_append_text(to, "## ");
	append_word(to, r->suite);
	bytes_printf(to, "\n\n**%s** ", verdict_name(results_verdict(r)));
	explain_run(&text, r);
	append_escaped(to, &text, false);
	bytes_done(&text);
}

static void append_table(struct bytes *to, const struct groups *groups)
{
	size_t left = 0;

	bytes_append_text(to, "\n\n| verdict | case | points | |\n| --- | --- | --: | --- |\n");
	for (size_t i = 0; i < groups->count; i++) {
		struct bytes row = { 0 };

		append_row(&row, &groups->rows[i], groups);
		left += move_bounded(to, &row, MOST / 2);
	}
	append_left(to, left, "cases");
}

static void append_build(struct bytes *to, const struct results *r)
{
	struct bytes text = { 0 };

	explain_build(&text, r);
	if (text.len) {
		bytes_append_text(to, "\n<details><summary>The build</summary>\n\n<pre>\n");
		append_escaped(to, &text, true);
		bytes_append_text(to, "</pre>\n\n</details>\n");
	}
	bytes_done(&text);
}

void report_summary(struct bytes *to, const struct results *r)
{
	struct groups groups;
	size_t left = 0;

	groups_make(&groups, r);
	append_head(to, r);
	append_table(to, &groups);
	for (size_t i = 0; i < groups.count; i++) {
		enum verdict_kind kind = groups.rows[i].first->verdict.kind;
		struct bytes block = { 0 };

		if (kind != VERDICT_FAIL && kind != VERDICT_BROKEN)
			continue;
		append_details(&block, &groups.rows[i]);
		left += move_bounded(to, &block, MOST);
	}
	append_left(to, left, "failures");
	append_build(to, r);
	groups_done(&groups);
}
