/*
 * See html_class.h. The counting is tally's; here it becomes a page. A student's name comes from a folder or an archive, and is as hostile as
 * what the program printed: a link is one part of a relative address, whatever the name.
 */
#include "report/html_class.h"
#include "report/explain.h"
#include "report/groups.h"
#include "report/plain.h"
#include "report/html_page.h"
#include "report/tally.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BINS = 10, BIN_WIDTH = 60, SIDE = 30, HEIGHT = 150, COMMON_MOST = 6, NAMES_MOST = 12 };

struct page {
	struct bytes *to;
	const struct gradebook *g;
	const char *lang;
	struct tally tally;
	double most_points; /* the maximum that anybody could have */
};

static void append_link(struct page *p, size_t student)
{
	bytes_append_text(p->to, "<a href=\"./");
	html_address(p->to, p->g->rows[student].student);
	bytes_append_text(p->to, "/report.html\">");
	html_string(p->to, p->g->rows[student].student);
	bytes_append_text(p->to, "</a>");
}

static void open_section(struct page *p, const char *id, enum word title)
{
	bytes_printf(p->to, "<section id=\"%s\" aria-labelledby=\"%s-title\">\n<h2 id=\"%s-title\">",
		     id, id, id);
	html_word(p->to, title, p->lang);
	bytes_append_text(p->to, "</h2>\n");
}

static void close_section(struct page *p)
{
	bytes_append_text(p->to, "</section>\n");
}

/* ---- The head ---- */

static int compare_numbers(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void append_number(struct page *p, double number, const char *word)
{
	bytes_append_text(p->to, "<li><strong>");
	plain_points(p->to, number);
	bytes_append_text(p->to, "</strong> ");
	html_string(p->to, word);
	bytes_append_text(p->to, "</li> ");
}

static void append_count(struct page *p, size_t count, enum word word)
{
	append_number(p, (double)count, words_counted(word, (double)count, p->lang));
}

/* Of those who have results. */
static void append_numbers(struct page *p)
{
	double *points = calloc(p->g->count + 1, sizeof(*points)), sum = 0;
	size_t count = 0, right = 0, broken = 0;

	if (!points)
		abort();
	for (size_t i = 0; i < p->g->count; i++) {
		const struct results *r = p->g->rows[i].results;

		if (!r)
			continue;
		points[count] = results_points(r);
		sum += points[count++];
		right += results_verdict(r) == VERDICT_PASS;
		broken += explain_count(r, VERDICT_BROKEN) > 0;
	}
	qsort(points, count, sizeof(*points), compare_numbers);
	bytes_append_text(p->to, "<ul class=\"counts full\">");
	append_count(p, p->g->count, WORD_STUDENTS);
	if (count) {
		append_number(p, sum / (double)count, words_get(WORD_MEAN, p->lang));
		append_number(p, (points[(count - 1) / 2] + points[count / 2]) / 2,
			      words_get(WORD_MEDIAN, p->lang));
		append_count(p, right, WORD_ALL_RIGHT);
	}
	if (p->g->left)
		append_count(p, p->g->left, WORD_LEFT);
	if (broken)
		append_count(p, broken, WORD_HAVE_BROKEN);
	bytes_append_text(p->to, "</ul>\n");
	free(points);
}

static void append_top(struct page *p)
{
	bytes_append_text(p->to,
			  "<header class=\"top\"><div class=\"wrap\">\n<div class=\"title\"><h1>");
	html_string(p->to, p->g->assignment);
	bytes_append_text(p->to, "</h1>\n<p>");
	html_word(p->to, WORD_CLASS, p->lang);
	bytes_append_text(p->to, "</p></div>\n");
	append_numbers(p);
	bytes_append_text(p->to, "</div></header>\n");
}

/* ---- How the points are spread ---- */

static size_t bin_of(const struct results *r)
{
	double most = results_max_points(r), part = most > 0 ? results_points(r) / most : 0;
	size_t bin = (size_t)(part * BINS);

	return bin < BINS ? bin : BINS - 1;
}

/* A picture; to a screen reader, its text. */
static void append_bins(struct page *p, const size_t bins[BINS], size_t most)
{
	bytes_printf(p->to, "<svg class=\"spread\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"spread-title spread-text\">\n",
		     BINS * BIN_WIDTH + 2 * SIDE, HEIGHT + 60);
	bytes_append_text(p->to, "<desc id=\"spread-text\">");
	for (size_t i = 0; i < BINS; i++) {
		bytes_printf(p->to, words_counted(WORD_SPREAD_TEXT, (double)bins[i], p->lang),
			     (int)i * 100 / BINS, (int)(i + 1) * 100 / BINS, bins[i]);
		bytes_append_text(p->to, i + 1 < BINS ? "; " : "</desc>\n");
	}
	for (size_t i = 0; i < BINS; i++) {
		int x = SIDE + (int)i * BIN_WIDTH, height = most ? (int)(bins[i] * HEIGHT / most) : 0;

		if (bins[i])
			bytes_printf(p->to,
				     "<rect class=\"bin\" x=\"%d\" y=\"%d\" width=\"%d\" "
				     "height=\"%d\" rx=\"4\"/>"
				     "<text x=\"%d\" y=\"%d\">%zu</text>\n",
				     x + 5, 28 + HEIGHT - height, BIN_WIDTH - 10, height,
				     x + BIN_WIDTH / 2, 22 + HEIGHT - height, bins[i]);
		bytes_printf(p->to, "<text class=\"axis\" x=\"%d\" y=\"%d\">%zu %%</text>\n", x,
			     HEIGHT + 48, i * 100 / BINS);
	}
	bytes_printf(p->to, "<text class=\"axis\" x=\"%d\" y=\"%d\">100 %%</text>\n",
		     SIDE + BINS * BIN_WIDTH, HEIGHT + 48);
	bytes_printf(p->to, "<line class=\"base\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n</svg>\n",
		     SIDE, SIDE + BINS * BIN_WIDTH, HEIGHT + 29, HEIGHT + 29);
}

static void append_spread(struct page *p)
{
	size_t bins[BINS] = { 0 }, most = 0;

	for (size_t i = 0; i < p->g->count; i++)
		if (p->g->rows[i].results)
			bins[bin_of(p->g->rows[i].results)]++;
	for (size_t i = 0; i < BINS; i++)
		most = bins[i] > most ? bins[i] : most;
	open_section(p, "spread", WORD_SPREAD);
	append_bins(p, bins, most);
	close_section(p);
}

/* ---- What fails most ---- */

static void append_names(struct page *p, const struct tally_failure *failure)
{
	bytes_append_text(p->to, "<p class=\"names\">");
	for (size_t i = 0; i < failure->count && i < NAMES_MOST; i++) {
		bytes_append_text(p->to, i ? ", " : "");
		append_link(p, failure->students[i]);
	}
	bytes_append_text(p->to, failure->count > NAMES_MOST ? ", …</p>" : "</p>");
}

static void append_failure(struct page *p, const struct tally_failure *failure)
{
	const struct verdict *v = &failure->example->verdict;

	bytes_printf(p->to, "<li><span class=\"many\">%zu<span class=\"vh\"> ", failure->count);
	html_string(p->to, words_counted(WORD_STUDENTS, (double)failure->count, p->lang));
	bytes_append_text(p->to, ": </span></span><div><h3>");
	html_string(p->to, failure->example->name);
	bytes_append_text(p->to, "</h3>\n<p>");
	if (cause_name(v->cause))
		bytes_printf(p->to, "<span class=\"badge plain\">%s</span> ", cause_name(v->cause));
	html_text(p->to, v->message.data, v->message.len);
	bytes_append_text(p->to, "</p>\n");
	append_names(p, failure);
	bytes_append_text(p->to, "</div></li>\n");
}

static void append_common(struct page *p)
{
	open_section(p, "failures", WORD_COMMON);
	if (!p->tally.failures_count) {
		bytes_append_text(p->to, "<p class=\"banner\">");
		html_word(p->to, WORD_NO_FAILURES, p->lang);
		bytes_append_text(p->to, "</p>\n");
	} else {
		bytes_append_text(p->to, "<ol class=\"common\">\n");
		for (size_t i = 0; i < p->tally.failures_count && i < COMMON_MOST; i++)
			append_failure(p, &p->tally.failures[i]);
		bytes_append_text(p->to, "</ol>\n");
	}
	close_section(p);
}

/* ---- Who passes what ---- */

static const struct {
	const char *class, *symbol;
	enum word word;
} marks[] = {
	[TALLY_NONE] = { "", "·", WORD_NO_RESULTS }, [TALLY_PASS] = { "p", "✓", WORD_PASS },
	[TALLY_MIXED] = { "m", "◐", WORD_MIXED },    [TALLY_FAIL] = { "f", "✗", WORD_FAIL },
	[TALLY_SKIP] = { "k", "–", WORD_NOT_RUN },   [TALLY_BROKEN] = { "x", "!", WORD_BROKEN },
};

static void append_key(struct page *p)
{
	bytes_append_text(p->to, "<ul class=\"key\">");
	for (size_t i = TALLY_PASS; i <= TALLY_BROKEN; i++) {
		bytes_printf(p->to, "<li><span class=\"%s\">%s</span>", marks[i].class, marks[i].symbol);
		html_word(p->to, marks[i].word, p->lang);
		bytes_append_text(p->to, "</li>");
	}
	bytes_append_text(p->to, "</ul>\n<p class=\"legend\">");
	html_word(p->to, WORD_MATRIX_TEXT, p->lang);
	bytes_append_text(p->to, "</p>\n");
}

static void append_head(struct page *p)
{
	bytes_append_text(p->to, "<thead><tr><th scope=\"col\">");
	html_word(p->to, WORD_STUDENT, p->lang);
	bytes_append_text(p->to, "</th><th scope=\"col\" class=\"number\">");
	html_word(p->to, WORD_POINTS, p->lang);
	bytes_append_text(p->to, "</th>");
	for (size_t i = 1; i <= p->tally.cases_count; i++) {
		bytes_printf(p->to, "<th scope=\"col\"><a href=\"#case-%zu\" title=\"", i);
		html_string(p->to, p->tally.cases[i - 1]);
		bytes_printf(p->to, "\">%zu</a></th>", i);
	}
	bytes_append_text(p->to, "</tr></thead>\n");
}

/* With the maximum where that is less than others have: cases of this student were skipped, or broke. */
static void append_points(struct page *p, const struct results *r)
{
	plain_points(p->to, results_points(r));
	if (results_max_points(r) >= p->most_points)
		return;
	bytes_append_text(p->to, "/");
	plain_points(p->to, results_max_points(r));
}

static void append_student(struct page *p, size_t student)
{
	const struct results *r = p->g->rows[student].results;

	bytes_append_text(p->to, "<tr><th scope=\"row\">");
	append_link(p, student);
	bytes_append_text(p->to, "</th><td class=\"number\">");
	if (r)
		append_points(p, r);
	else
		html_word(p->to, WORD_NO_RESULTS, p->lang);
	bytes_append_text(p->to, "</td>");
	for (size_t i = 0; i < p->tally.cases_count; i++) {
		enum tally_mark mark = tally_mark(&p->tally, student, i);

		bytes_printf(p->to, *marks[mark].class ? "<td class=\"%s\">%s</td>" : "<td%s>%s</td>",
			     marks[mark].class, marks[mark].symbol);
	}
	bytes_append_text(p->to, "</tr>\n");
}

/* From its student, or until a date that only a platform knows: whoever shows the page to a class is to know. */
static bool is_hidden(const struct gradebook *g, const char *name)
{
	for (size_t i = 0; i < g->count; i++)
		for (size_t k = 0; g->rows[i].results && k < g->rows[i].results->count; k++) {
			const struct result *row = &g->rows[i].results->rows[k];

			if (!strcmp(row->name, name) && row->visibility != VISIBILITY_VISIBLE)
				return true;
		}
	return false;
}

static void append_matrix(struct page *p)
{
	open_section(p, "matrix", WORD_MATRIX);
	append_key(p);
	bytes_append_text(p->to, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
				 "aria-labelledby=\"matrix-title\"><table class=\"matrix\">\n");
	append_head(p);
	bytes_append_text(p->to, "<tbody>\n");
	for (size_t i = 0; i < p->g->count; i++)
		append_student(p, i);
	bytes_append_text(p->to, "</tbody>\n</table></div>\n<h3 class=\"which-title\">");
	html_word(p->to, WORD_CASES, p->lang);
	bytes_append_text(p->to, "</h3>\n<ol class=\"which\">\n");
	for (size_t i = 0; i < p->tally.cases_count; i++) {
		bytes_printf(p->to, "<li id=\"case-%zu\">", i + 1);
		html_string(p->to, p->tally.cases[i]);
		if (is_hidden(p->g, p->tally.cases[i])) {
			bytes_append_text(p->to, " <span class=\"badge plain\">");
			html_word(p->to, WORD_HIDDEN, p->lang);
			bytes_append_text(p->to, "</span>");
		}
		bytes_append_text(p->to, "</li>\n");
	}
	bytes_append_text(p->to, "</ol>\n");
	close_section(p);
}

void html_class(struct bytes *to, const struct gradebook *g, const char *lang)
{
	struct page page = { .to = to, .g = g, .lang = lang };

	tally_make(&page.tally, g);
	for (size_t i = 0; i < g->count; i++)
		if (g->rows[i].results && results_max_points(g->rows[i].results) > page.most_points)
			page.most_points = results_max_points(g->rows[i].results);
	html_begin(to, lang, g->assignment);
	append_top(&page);
	bytes_append_text(to, "<main class=\"wrap\">\n");
	append_spread(&page);
	append_common(&page);
	append_matrix(&page);
	bytes_append_text(to, "</main>\n");
	html_end(to, lang);
	tally_done(&page.tally);
}
