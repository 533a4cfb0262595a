/*
 * A student's page: what to look at first, a card for each failure, then all cases. It is read on a telephone, in the dark, by a screen
 * reader, on paper; it needs no script. The parts of a page are in html_page, a card in html_failure, its ladder in html_ladder.
 */
#include "report/html_failure.h"
#include "report/html_outcomes.h"
#include "report/html_page.h"
#include "report/report.h"
#include "report/plain.h"
#include "report/weaker.h"
#include <string.h>

static bool has_card(const struct group *group)
{
	return group->first->verdict.kind == VERDICT_FAIL || group->first->verdict.kind == VERDICT_BROKEN;
}

/* Whose program, and by which suite. */
static void append_name(struct bytes *to, const struct results *r)
{
	if (r->student) {
		html_string(to, r->student);
		bytes_append_text(to, " \302\267 ");
	}
	html_string(to, r->suite);
}

static void append_title(struct bytes *to, const struct results *r, struct bytes *families)
{
	bytes_append_text(to, "<div class=\"title\">\n<h1>");
	append_name(to, r);
	bytes_append_text(to, "</h1>\n<p>");
	html_badge(to, results_verdict(r), r->lang);
	bytes_append_text(to, " <code>");
	for (const char *const *word = r->program; word && *word; word++) {
		bytes_append_text(to, word == r->program ? "" : " ");
		html_string(to, *word);
	}
	bytes_append_text(to, "</code> ");
	html_word(to, WORD_FAMILIES, r->lang);
	bytes_append_text(to, " ");
	html_text(to, families->data, families->len);
	bytes_append_text(to, "</p>\n</div>\n");
}

static void append_score(struct bytes *to, const struct results *r)
{
	struct bytes most = { 0 };

	bytes_append_text(to, "<p class=\"score\"><span class=\"big\">");
	plain_points(to, results_points(r));
	bytes_append_text(to, "</span> <span class=\"of\">");
	plain_points(&most, results_max_points(r));
	bytes_printf(to, words_counted(WORD_POINTS_OF, results_max_points(r), r->lang), bytes_text(&most));
	bytes_append_text(to, "</span></p>\n");
	bytes_done(&most);
}

static void append_top(struct bytes *to, const struct results *r, struct groups *groups)
{
	size_t counts[VERDICT_BROKEN + 1] = { 0 };

	for (size_t i = 0; i < r->count; i++)
		counts[r->rows[i].verdict.kind]++;
	bytes_append_text(to, "<header class=\"top\"><div class=\"wrap\">\n");
	append_title(to, r, &groups->families);
	append_score(to, r);
	html_counts(to, counts, r->lang);
	bytes_append_text(to, "</div></header>\n");
}

static void append_failures(struct bytes *to, const struct results *r, const struct groups *groups)
{
	size_t number = 0;

	bytes_append_text(to, "<section id=\"failures\" aria-labelledby=\"failures-title\">\n<h2 "
			      "id=\"failures-title\">");
	html_word(to, WORD_FAILURES, r->lang);
	bytes_append_text(to, "</h2>\n");
	for (size_t i = 0; i < groups->count; i++)
		if (has_card(&groups->rows[i]))
			html_failure(to, &groups->rows[i], ++number, r->lang);
	if (!number) {
		bytes_append_text(to, "<p class=\"banner\">");
		html_word(to, WORD_ALL_PASSED, r->lang);
		bytes_append_text(to, "</p>\n");
	}
	bytes_append_text(to, "</section>\n");
}

/* The families unless it is all, the reason of what was not run, what failed. */
static void append_remarks(struct bytes *to, const struct results *r, const struct groups *groups,
			   const struct group *group)
{
	const struct verdict *v = &group->first->verdict;

	if (group_is_partial(groups, group)) {
		bytes_append_text(to, "<span class=\"small\">");
		html_word(to, WORD_FAMILIES, r->lang);
		bytes_append_text(to, " ");
		html_text(to, group->families.data, group->families.len);
		bytes_append_text(to, "</span>");
	}
	if (v->kind == VERDICT_PASS)
		return;
	bytes_append_text(to, "<span class=\"small\">");
	html_text(to, v->message.data, v->message.len);
	bytes_append_text(to, "</span>");
}

static void append_case(struct bytes *to, const struct results *r, const struct groups *groups,
			const struct group *group, size_t number)
{
	bytes_append_text(to, "<tr><td>");
	html_badge(to, group->first->verdict.kind, r->lang);
	bytes_append_text(to, "</td><th scope=\"row\">");
	if (has_card(group))
		bytes_printf(to, "<a href=\"#failure-%zu\">", number);
	html_string(to, group->first->name);
	bytes_append_text(to, has_card(group) ? "</a>" : "");
	append_remarks(to, r, groups, group);
	bytes_append_text(to, "</th><td class=\"number\">");
	if (group->max_points > 0) {
		plain_points(to, group->points);
		bytes_append_text(to, " / ");
		plain_points(to, group->max_points);
	}
	bytes_append_text(to, "</td></tr>\n");
}

static void append_cases(struct bytes *to, const struct results *r, const struct groups *groups)
{
	size_t number = 0;

	bytes_append_text(
		to,
		"<section id=\"cases\" aria-labelledby=\"cases-title\">\n<h2 id=\"cases-title\">");
	html_word(to, WORD_CASES, r->lang);
	bytes_append_text(to, "</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
			      "aria-labelledby=\"cases-title\">"
			      "<table>\n<thead><tr><th scope=\"col\">");
	html_word(to, WORD_VERDICT, r->lang);
	bytes_append_text(to, "</th><th scope=\"col\">");
	html_word(to, WORD_CASE, r->lang);
	bytes_append_text(to, "</th><th scope=\"col\" class=\"number\">");
	html_word(to, WORD_POINTS, r->lang);
	bytes_append_text(to, "</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < groups->count; i++) {
		number += has_card(&groups->rows[i]);
		append_case(to, r, groups, &groups->rows[i], number);
	}
	bytes_append_text(to, "</tbody>\n</table></div>\n</section>\n");
}

/* Of what could not be built they stand with the failure. */
static void append_build(struct bytes *to, const struct results *r)
{
	if (!r->build ||
	    (r->count && r->rows[0].verdict.cause == CAUSE_BUILD && r->rows[0].verdict.errors.len))
		return;
	bytes_append_text(
		to,
		"<section id=\"build\" aria-labelledby=\"build-title\">\n<h2 id=\"build-title\">");
	html_word(to, WORD_BUILT, r->lang);
	bytes_append_text(to, "</h2>\n<pre tabindex=\"0\">");
	html_string(to, r->build);
	bytes_append_text(to, "</pre>\n</section>\n");
}

static void append_weaker(struct bytes *to, const struct results *r)
{
	struct bytes text = { 0 };

	weaker_append(&text, &r->lacks, r->lang);
	if (text.len) {
		bytes_append_text(to, "<p class=\"small\">");
		html_text(to, text.data, text.len);
		bytes_append_text(to, "</p>\n");
	}
	bytes_done(&text);
}

static void append_coverage(struct bytes *to, const struct results *r)
{
	const struct coverage *c = &r->coverage;

	if (!c->lines)
		return;
	bytes_append_text(to, "<p><a href=\"coverage/index.html\">");
	bytes_printf(to, words_counted(WORD_COVERAGE, (double)c->lines_hit, r->lang),
		     (long long)c->lines_hit, (long long)c->lines);
	bytes_append_text(to, "</a></p>\n");
}

void report_html(struct bytes *to, const struct results *r)
{
	struct groups groups;

	groups_make(&groups, r);
	html_begin(to, r->lang, r->student ? r->student : r->suite);
	append_top(to, r, &groups);
	bytes_append_text(to, "<main class=\"wrap\">\n");
	append_weaker(to, r);
	append_coverage(to, r);
	append_failures(to, r, &groups);
	append_build(to, r);
	append_cases(to, r, &groups);
	html_outcomes(to, r);
	bytes_append_text(to, "</main>\n");
	html_end(to, r->lang);
	groups_done(&groups);
}
