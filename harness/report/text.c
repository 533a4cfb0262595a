/*
 * The report that people read, at 80 to 100 columns: a line for each case and the families that fared alike, then one
 * screen for each that failed (what was wanted, what came, where every program stood, its standard error, the
 * command that runs just this again), then the sum. Times are left out unless they are long, so that a run that
 * went alike reads alike.
 */
#include "report/explain.h"
#include "report/plain.h"
#include "report/report.h"
#include <stdbool.h>
#include <string.h>

enum { NAME_MOST = 56, RULE = 80 };
static const double slow_seconds = 1.0;

struct page {
	struct bytes *to;
	bool colour;
	struct groups groups;
	int name_width, points_width;
};

static void append_score(struct bytes *to, const struct group *group)
{
	if (group->max_points <= 0)
		return;
	plain_points(to, group->points);
	bytes_append_text(to, "/");
	plain_points(to, group->max_points);
}

static void measure(struct page *page)
{
	for (size_t i = 0; i < page->groups.count; i++) {
		const struct group *group = &page->groups.rows[i];
		int name = plain_width(group->first->name);
		struct bytes score = { 0 };

		append_score(&score, group);
		if ((int)score.len > page->points_width)
			page->points_width = (int)score.len;
		if (name > page->name_width)
			page->name_width = name > NAME_MOST ? NAME_MOST : name;
		bytes_done(&score);
	}
}

static void append_verdict(struct page *page, enum verdict_kind kind)
{
	static const char *const colours[] = {
		[VERDICT_PASS] = "32",
		[VERDICT_FAIL] = "1;31",
		[VERDICT_SKIP] = "33",
		[VERDICT_BROKEN] = "1;35",
	};

	if (page->colour)
		bytes_printf(page->to, "\033[%sm", colours[kind]);
	bytes_append_text(page->to, verdict_name(kind));
	if (page->colour)
		bytes_append_text(page->to, "\033[m");
}

/* What stands behind the points: the cause, the time if it was long, the families unless it is all, the reason of a SKIP. */
static void append_remarks(struct page *page, struct group *group)
{
	const struct verdict *v = &group->first->verdict;
	struct bytes *to = page->to;

	if (cause_name(v->cause))
		bytes_printf(to, "  %s", cause_name(v->cause));
	if (group->seconds > slow_seconds)
		bytes_printf(to, "  %.1f s", group->seconds);
	if (bytes_difference(group->families.data, group->families.len, page->groups.families.data,
			     page->groups.families.len) >= 0)
		bytes_printf(to, "  (%s)", bytes_text(&group->families));
	if (v->kind == VERDICT_SKIP) {
		bytes_append_text(to, "  ");
		plain_line(to, v->message.data, v->message.len);
	}
}

static void write_line(struct page *page, struct group *group)
{
	struct bytes *to = page->to, score = { 0 };

	append_score(&score, group);
	bytes_append_text(to, "  ");
	append_verdict(page, group->first->verdict.kind);
	bytes_printf(to, "%*s", 8 - (int)strlen(verdict_name(group->first->verdict.kind)), "");
	plain_padded(to, group->first->name, page->name_width);
	bytes_printf(to, "  %*s", page->points_width, bytes_text(&score));
	append_remarks(page, group);
	while (to->data[to->len - 1] == ' ')
		to->len--;
	bytes_append_text(to, "\n");
	bytes_done(&score);
}

static void write_rule(struct page *page, struct group *group)
{
	struct bytes *to = page->to;
	size_t begin = to->len;

	bytes_append_text(to, "\n---- ");
	plain_padded(to, group->first->name, 0);
	bytes_printf(to, " (%s", group->first->family);
	if (group->others < group->families.len)
		bytes_printf(to, "; likewise%s", bytes_text(&group->families) + group->others);
	bytes_append_text(to, ")");
	if (to->len - begin < RULE)
		bytes_append_text(to, " ");
	while (to->len - begin <= RULE)
		bytes_append_text(to, "-");
	bytes_append_text(to, "\n");
}

static void write_screen(struct page *page, struct group *group)
{
	const struct verdict *v = &group->first->verdict;
	struct bytes *to = page->to;

	write_rule(page, group);
	bytes_append_text(to, "  ");
	append_verdict(page, v->kind);
	bytes_append_text(to, " ");
	if (cause_name(v->cause))
		bytes_printf(to, "(%s) ", cause_name(v->cause));
	plain_line(to, v->message.data, v->message.len);
	bytes_append_text(to, "\n");
	explain_row(to, group->first, "    ");
}

static void write_sum(struct bytes *to, const struct results *r)
{
	bytes_append_text(to, "\n");
	explain_sum(to, r);
	bytes_append_text(to, "\n");
	explain_broken(to, r);
}

static void write_head(struct page *page, const struct results *r)
{
	struct bytes *to = page->to;

	plain_word(to, r->suite);
	bytes_append_text(to, ":");
	for (const char *const *word = r->program; word && *word; word++) {
		bytes_append_text(to, " ");
		plain_word(to, *word);
	}
	bytes_printf(to, "\nover %s\n\n", bytes_text(&page->groups.families));
}

static void write_text(struct bytes *to, const struct results *r, bool colour)
{
	struct page page = { .to = to, .colour = colour };

	groups_make(&page.groups, r);
	measure(&page);
	write_head(&page, r);
	for (size_t i = 0; i < page.groups.count; i++)
		write_line(&page, &page.groups.rows[i]);
	for (size_t i = 0; i < page.groups.count; i++) {
		enum verdict_kind kind = page.groups.rows[i].first->verdict.kind;

		if (kind == VERDICT_FAIL || kind == VERDICT_BROKEN)
			write_screen(&page, &page.groups.rows[i]);
	}
	explain_build(to, r);
	write_sum(to, r);
	groups_done(&page.groups);
}

void report_text(struct bytes *to, const struct results *r)
{
	write_text(to, r, false);
}

void report_text_coloured(struct bytes *to, const struct results *r)
{
	write_text(to, r, true);
}
