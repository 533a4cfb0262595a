/*
 * The report that people read, at 80 to 100 columns: a line for each case and the families that fared alike, then one
 * screen for each that failed (what was wanted, what came, where every program stood, its standard error, the
 * command that runs just this again), then the sum. Times are left out unless they are long, so that a run that
 * went alike reads alike.
 */
#include "base/utf8.h"
#include "report/report.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 56, RULE = 80, SIDE_MOST = 400 };
static const double slow_seconds = 1.0;

/* The rows of one case that fared alike: one line, and one screen of the first of them. */
struct group {
	const struct result *first;
	struct bytes families;
	size_t others; /* where the families behind the first begin in it */
	double points, max_points, seconds;
};

struct page {
	struct bytes *to;
	bool colour;
	struct group *groups;
	size_t count;
	int name_width, family_width;
};

static bool same_bytes(const struct bytes *a, const struct bytes *b)
{
	return bytes_difference(a->data, a->len, b->data, b->len) < 0;
}

/* A failure at the same step for the same cause is the same failure, whatever address it names. */
static bool fared_alike(const struct result *a, const struct result *b)
{
	const struct verdict *x = &a->verdict, *y = &b->verdict;

	if (strcmp(a->name, b->name) || x->kind != y->kind || x->cause != y->cause)
		return false;
	if (x->kind == VERDICT_FAIL && x->file[0])
		return x->line == y->line && !strcmp(x->file, y->file);
	return same_bytes(&x->message, &y->message);
}

static void add_to_group(struct group *group, const struct result *row)
{
	if (!group->first)
		group->first = row;
	else
		bytes_append_text(&group->families, " ");
	bytes_append_text(&group->families, row->family);
	if (group->first == row)
		group->others = group->families.len;
	group->points += row->points;
	group->max_points += row->max_points;
	group->seconds = row->seconds > group->seconds ? row->seconds : group->seconds;
}

static void group_rows(struct page *page, const struct results *r)
{
	page->groups = calloc(r->count + 1, sizeof(*page->groups));
	if (!page->groups)
		abort();
	for (size_t i = 0; i < r->count; i++) {
		size_t at = 0;

		while (at < page->count && !fared_alike(page->groups[at].first, &r->rows[i]))
			at++;
		page->count += at == page->count;
		add_to_group(&page->groups[at], &r->rows[i]);
	}
}

static int width_of(const char *text)
{
	int width = 0;

	for (; *text; text++)
		width += ((uint8_t)*text & 0xc0) != 0x80;
	return width;
}

static void measure(struct page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		int name = width_of(page->groups[i].first->name),
		    family = (int)page->groups[i].families.len;

		page->name_width = name > page->name_width ? name : page->name_width;
		page->family_width = family > page->family_width ? family : page->family_width;
	}
	if (page->name_width > NAME_MOST)
		page->name_width = NAME_MOST;
}

static void append_points(struct bytes *to, double points)
{
	char text[64];
	size_t len = (size_t)snprintf(text, sizeof(text), "%.2f", points);

	while (text[len - 1] == '0')
		len--;
	bytes_append(to, text, text[len - 1] == '.' ? len - 1 : len);
}

static void append_padded(struct bytes *to, const char *text, int width)
{
	utf8_append(to, text, strlen(text));
	bytes_printf(to, "%*s", width > width_of(text) ? width - width_of(text) : 0, "");
}

static void append_verdict(struct page *page, enum verdict_kind kind, int width)
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
	bytes_printf(page->to, "%*s", width - (int)strlen(verdict_name(kind)), "");
}

static void write_line(struct page *page, struct group *group)
{
	const struct verdict *v = &group->first->verdict;
	struct bytes *to = page->to, remark = { 0 };

	if (group->max_points > 0) {
		append_points(&remark, group->points);
		bytes_append_text(&remark, "/");
		append_points(&remark, group->max_points);
	}
	if (v->kind == VERDICT_FAIL)
		bytes_printf(&remark, "  %s", cause_name(v->cause) ? cause_name(v->cause) : "");
	else if (v->kind == VERDICT_SKIP)
		utf8_append(&remark, v->message.data, v->message.len);
	if (group->seconds > slow_seconds)
		bytes_printf(&remark, "  %.1f s", group->seconds);
	bytes_append_text(to, "  ");
	append_verdict(page, v->kind, 8);
	append_padded(to, group->first->name, page->name_width);
	bytes_append_text(to, "  ");
	append_padded(to, bytes_text(&group->families), remark.len ? page->family_width + 2 : 0);
	bytes_append(to, remark.data, remark.len);
	bytes_append_text(to, "\n");
	bytes_done(&remark);
}

/* Every line of TEXT behind INDENT. */
static void append_lines(struct bytes *to, const struct bytes *text, const char *indent)
{
	struct bytes clean = { 0 };

	utf8_append(&clean, text->data, text->len);
	for (const char *line = bytes_text(&clean); *line;) {
		size_t len = strcspn(line, "\n");

		bytes_printf(to, "%s%.*s\n", len ? indent : "", (int)len, line);
		line += len + (line[len] == '\n');
	}
	bytes_done(&clean);
}

static void append_side(struct bytes *to, const char *name, const struct bytes *side)
{
	size_t shown = side->len > SIDE_MOST ? SIDE_MOST : side->len;

	if (!side->len)
		return;
	bytes_printf(to, "    %s  ", name);
	utf8_append(to, side->data, shown);
	if (shown < side->len)
		bytes_printf(to, " ... (%zu characters in all)", side->len);
	bytes_append_text(to, "\n");
}

static void write_rule(struct page *page, struct group *group)
{
	struct bytes *to = page->to;
	size_t begin = to->len;

	bytes_append_text(to, "\n---- ");
	append_padded(to, group->first->name, 0);
	bytes_printf(to, " (%s", group->first->family);
	if (group->others < group->families.len)
		bytes_printf(to, "; likewise%s", bytes_text(&group->families) + group->others);
	bytes_append_text(to, ") ");
	for (size_t width = to->len - begin; width <= RULE; width++)
		bytes_append_text(to, "-");
	bytes_append_text(to, "\n");
}

static void write_screen(struct page *page, struct group *group)
{
	const struct verdict *v = &group->first->verdict;
	struct bytes *to = page->to;

	write_rule(page, group);
	bytes_append_text(to, "  ");
	append_verdict(page, v->kind, 0);
	bytes_append_text(to, " ");
	if (cause_name(v->cause))
		bytes_printf(to, "(%s) ", cause_name(v->cause));
	utf8_append(to, v->message.data, v->message.len);
	bytes_append_text(to, "\n");
	if (v->file[0])
		bytes_printf(to, "    at    %s:%d\n", v->file, v->line);
	append_side(to, "want", &v->want);
	append_side(to, "got ", &v->got);
	append_lines(to, &v->detail, "    ");
	if (v->errors.len) {
		bytes_append_text(to, "    standard error\n");
		append_lines(to, &v->errors, "      | ");
	}
	bytes_append_text(to, "    again ");
	utf8_append(to, group->first->rerun.data, group->first->rerun.len);
	bytes_append_text(to, "\n");
}

static void write_sum(struct bytes *to, const struct results *r)
{
	static const char *const words[] = {
		[VERDICT_FAIL] = "failed",
		[VERDICT_SKIP] = "skipped",
		[VERDICT_BROKEN] = "broken",
	};
	size_t counts[VERDICT_BROKEN + 1] = { 0 };

	for (size_t i = 0; i < r->count; i++)
		counts[r->rows[i].verdict.kind]++;
	bytes_printf(to, "\n%zu of %zu passed", counts[VERDICT_PASS], r->count);
	for (size_t kind = VERDICT_FAIL; kind <= VERDICT_BROKEN; kind++)
		if (counts[kind])
			bytes_printf(to, ", %zu %s", counts[kind], words[kind]);
	bytes_append_text(to, ": ");
	append_points(to, results_points(r));
	bytes_append_text(to, " of ");
	append_points(to, results_max_points(r));
	bytes_append_text(to, " points\n");
}

static void write_text(struct bytes *to, const struct results *r, bool colour)
{
	struct page page = { .to = to, .colour = colour };

	group_rows(&page, r);
	measure(&page);
	bytes_printf(to, "%s:", r->suite);
	for (const char *const *word = r->program; word && *word; word++) {
		bytes_append_text(to, " ");
		utf8_append(to, *word, strlen(*word));
	}
	bytes_append_text(to, "\n\n");
	for (size_t i = 0; i < page.count; i++)
		write_line(&page, &page.groups[i]);
	for (size_t i = 0; i < page.count; i++)
		if (page.groups[i].first->verdict.kind == VERDICT_FAIL ||
		    page.groups[i].first->verdict.kind == VERDICT_BROKEN)
			write_screen(&page, &page.groups[i]);
	write_sum(to, r);
	for (size_t i = 0; i < page.count; i++)
		bytes_done(&page.groups[i].families);
	free(page.groups);
}

void report_text(struct bytes *to, const struct results *r)
{
	write_text(to, r, false);
}

void report_text_coloured(struct bytes *to, const struct results *r)
{
	write_text(to, r, true);
}
