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
	struct bytes families; /* all that the run was over, in order */
	int name_width, points_width;
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

static void append_points(struct bytes *to, double points)
{
	char text[64];
	size_t len = (size_t)snprintf(text, sizeof(text), "%.2f", points);

	while (text[len - 1] == '0')
		len--;
	bytes_append(to, text, text[len - 1] == '.' ? len - 1 : len);
}

static void append_score(struct bytes *to, const struct group *group)
{
	if (group->max_points <= 0)
		return;
	append_points(to, group->points);
	bytes_append_text(to, "/");
	append_points(to, group->max_points);
}

static bool has_word(struct bytes *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = bytes_text(words); *at; at += strcspn(at, " "), at += *at == ' ')
		if (strcspn(at, " ") == len && !memcmp(at, word, len))
			return true;
	return false;
}

static void measure(struct page *page, const struct results *r)
{
	for (size_t i = 0; i < page->count; i++) {
		int name = width_of(page->groups[i].first->name);
		struct bytes score = { 0 };

		append_score(&score, &page->groups[i]);
		if ((int)score.len > page->points_width)
			page->points_width = (int)score.len;
		if (name > page->name_width)
			page->name_width = name > NAME_MOST ? NAME_MOST : name;
		bytes_done(&score);
	}
	for (size_t i = 0; i < r->count; i++)
		if (!has_word(&page->families, r->rows[i].family))
			bytes_printf(&page->families, "%s%s", page->families.len ? " " : "",
				     r->rows[i].family);
}

static void append_padded(struct bytes *to, const char *text, int width)
{
	utf8_append(to, text, strlen(text));
	bytes_printf(to, "%*s", width > width_of(text) ? width - width_of(text) : 0, "");
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
	if (!same_bytes(&group->families, &page->families))
		bytes_printf(to, "  (%s)", bytes_text(&group->families));
	if (v->kind == VERDICT_SKIP) {
		bytes_append_text(to, "  ");
		utf8_append(to, v->message.data, v->message.len);
	}
}

static void write_line(struct page *page, struct group *group)
{
	struct bytes *to = page->to, score = { 0 };

	append_score(&score, group);
	bytes_append_text(to, "  ");
	append_verdict(page, group->first->verdict.kind);
	bytes_printf(to, "%*s", 8 - (int)strlen(verdict_name(group->first->verdict.kind)), "");
	append_padded(to, group->first->name, page->name_width);
	bytes_printf(to, "  %*s", page->points_width, bytes_text(&score));
	append_remarks(page, group);
	while (to->data[to->len - 1] == ' ')
		to->len--;
	bytes_append_text(to, "\n");
	bytes_done(&score);
}

/* No control character of a program's may reach a terminal. */
static bool is_harmless(uint8_t byte)
{
	return byte == '\n' || byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

/* Every line of TEXT behind INDENT. */
static void append_lines(struct bytes *to, const struct bytes *text, const char *indent)
{
	struct bytes clean = { 0 };

	utf8_append(&clean, text->data, text->len);
	for (size_t i = 0; i < clean.len; i++)
		clean.data[i] = is_harmless(clean.data[i]) ? clean.data[i] : '?';
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
	bytes_printf(to, "    %s ", name);
	utf8_append(to, side->data, shown);
	if (shown < side->len)
		bytes_printf(to, " ... (%zu characters in all)", side->len);
	bytes_append_text(to, "\n");
}

static void append_note(struct bytes *to, const char *name, const char *text)
{
	if (!text)
		return;
	bytes_printf(to, "    %s ", name);
	utf8_append(to, text, strlen(text));
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
	utf8_append(to, v->message.data, v->message.len);
	bytes_append_text(to, "\n");
	if (v->file[0])
		bytes_printf(to, "    at    %s:%d\n", v->file, v->line);
	append_note(to, "asked", group->first->asks);
	append_side(to, "want ", &v->want);
	append_side(to, "got  ", &v->got);
	append_lines(to, &v->detail, "    ");
	if (v->errors.len) {
		bytes_append_text(to, "    standard error\n");
		append_lines(to, &v->errors, "      | ");
	}
	append_note(to, "hint ", group->first->hint);
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

static void write_head(struct page *page, const struct results *r)
{
	struct bytes *to = page->to;

	utf8_append(to, r->suite, strlen(r->suite));
	bytes_append_text(to, ":");
	for (const char *const *word = r->program; word && *word; word++) {
		bytes_append_text(to, " ");
		utf8_append(to, *word, strlen(*word));
	}
	bytes_printf(to, "\nover %s\n\n", bytes_text(&page->families));
}

static void write_text(struct bytes *to, const struct results *r, bool colour)
{
	struct page page = { .to = to, .colour = colour };

	group_rows(&page, r);
	measure(&page, r);
	write_head(&page, r);
	for (size_t i = 0; i < page.count; i++)
		write_line(&page, &page.groups[i]);
	for (size_t i = 0; i < page.count; i++)
		if (page.groups[i].first->verdict.kind == VERDICT_FAIL ||
		    page.groups[i].first->verdict.kind == VERDICT_BROKEN)
			write_screen(&page, &page.groups[i]);
	write_sum(to, r);
	for (size_t i = 0; i < page.count; i++)
		bytes_done(&page.groups[i].families);
	bytes_done(&page.families);
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
