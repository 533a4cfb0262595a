/*
 * See html_failure.h. The detail of a verdict is text for a terminal; here its hex windows and the lines about where everybody stood go apart.
 */
#include "report/html_failure.h"
#include "report/html_ladder.h"
#include "report/html_page.h"
#include <stdbool.h>
#include <string.h>

enum { SIDE_MOST = 600 };

static void append_heading(struct bytes *to, enum word word, const char *lang)
{
	bytes_append_text(to, "<h4>");
	html_word(to, word, lang);
	bytes_append_text(to, "</h4>\n");
}

static void append_families(struct bytes *to, const struct group *group, const char *lang)
{
	bytes_append_text(to, " <span>");
	html_word(to, WORD_FAMILIES, lang);
	bytes_append_text(to, " ");
	html_text(to, group->families.data, group->families.len);
	bytes_append_text(to, "</span>");
}

static void append_head(struct bytes *to, const struct group *group, size_t number, const char *lang)
{
	const struct verdict *v = &group->first->verdict;
	const char *cause = cause_name(v->cause), *means = words_cause(cause, lang);

	bytes_printf(to, "<h3 id=\"failure-%zu-name\">", number);
	html_string(to, group->first->name);
	bytes_append_text(to, "</h3>\n<p class=\"meta\">");
	html_badge(to, v->kind, lang);
	if (cause) {
		bytes_append_text(to, " <span class=\"badge plain\">");
		html_string(to, cause);
		bytes_append_text(to, "</span>");
	}
	if (means) {
		bytes_append_text(to, " <span>");
		html_string(to, means);
		bytes_append_text(to, "</span>");
	}
	append_families(to, group, lang);
	bytes_append_text(to, "</p>\n<p class=\"message\">");
	html_text(to, v->message.data, v->message.len);
	bytes_append_text(to, "</p>\n");
}

static void append_asks(struct bytes *to, const char *asks, const char *lang)
{
	if (!asks)
		return;
	bytes_append_text(to, "<blockquote class=\"asked\"><p>");
	html_word(to, WORD_OPEN_QUOTE, lang);
	html_string(to, asks);
	html_word(to, WORD_CLOSE_QUOTE, lang);
	bytes_append_text(to, "</p>\n<footer>");
	html_word(to, WORD_ASKED, lang);
	bytes_append_text(to, "</footer></blockquote>\n");
}

/* How long the character or the escape at TEXT is, of text that bytes_quote() has made. */
static size_t unit(const char *text)
{
	size_t len = *text == '\\' && text[1] ? (text[1] == 'x' ? 4 : 2) : *text ? 1 : 0;

	return strnlen(text, len);
}

/* Where two quoted texts begin to differ; their lengths where they do not. */
static size_t find_difference(const char *a, const char *b)
{
	size_t at = 0;

	while (a[at] && unit(a + at) == unit(b + at) && !memcmp(a + at, b + at, unit(a + at)))
		at += unit(a + at);
	return at;
}

/* What is marked is what a reader compares; a text that is no quoted bytes has no mark. */
static void append_side(struct bytes *to, enum word word, const char *side, const char *other,
			const char *lang)
{
	size_t at = *side == '"' && *other == '"' ? find_difference(side, other) : strlen(side);
	size_t len = unit(side + at), all = strlen(side), most = at + SIDE_MOST;

	bytes_append_text(to, "<dt>");
	html_word(to, word, lang);
	bytes_append_text(to, "</dt><dd><code>");
	html_text(to, side, at);
	if (len && side[at] != ' ') {
		bytes_append_text(to, "<mark>");
		html_text(to, side + at, len);
		bytes_append_text(to, "</mark>");
	} else {
		html_text(to, side + at, len);
	}
	if (at + len < all)
		html_text(to, side + at + len, (all < most ? all : most) - at - len);
	bytes_append_text(to, all > most ? " …</code></dd>\n" : "</code></dd>\n");
}

static void append_sides(struct bytes *to, const struct verdict *v, const char *lang)
{
	struct bytes want = { 0 }, got = { 0 };

	if (!v->want.len && !v->got.len)
		return;
	bytes_append(&want, v->want.data, v->want.len);
	bytes_append(&got, v->got.data, v->got.len);
	bytes_append_text(to, "<dl class=\"compare\">\n");
	append_side(to, WORD_WANTED, bytes_text(&want), bytes_text(&got), lang);
	append_side(to, WORD_GOT, bytes_text(&got), bytes_text(&want), lang);
	bytes_append_text(to, "</dl>\n");
	bytes_done(&want);
	bytes_done(&got);
}

/* Of the detail: "first difference at byte 3", "want:", and the rows of bytes_hex(). */
static bool is_about_bytes(const char *line, size_t len)
{
	return (len > 10 && !strncmp(line, "  ", 2) && strspn(line + 2, "0123456789abcdef") >= 8) ||
	       !strncmp(line, "first difference at", 19) ||
	       (len == 5 && !strncmp(line, "want:", 5)) || (len == 4 && !strncmp(line, "got:", 4));
}

/* The byte in question stands between > and <, before the characters, which may have those too. */
static void append_hex_line(struct bytes *to, const char *line, size_t len)
{
	const char *bar = memchr(line, '|', len), *end = bar ? bar : line + len;
	const char *open = memchr(line, '>', (size_t)(end - line));
	const char *close = open ? memchr(open, '<', (size_t)(end - open)) : NULL;

	if (close) {
		html_text(to, line, (size_t)(open - line));
		bytes_append_text(to, " <mark>");
		html_text(to, open + 1, (size_t)(close - open) - 1);
		bytes_append_text(to, "</mark> ");
		len -= (size_t)(close + 1 - line);
		line = close + 1;
	}
	html_text(to, line, len);
	bytes_append_text(to, "\n");
}

/* Calls EACH with every line of the detail that is about bytes, or with every other one. Returns how many there were. */
static size_t each_line(struct bytes *to, struct bytes *detail, bool about_bytes,
			void (*each)(struct bytes *to, const char *line, size_t len))
{
	size_t count = 0;

	for (const char *line = bytes_text(detail); *line;) {
		size_t len = strcspn(line, "\n");

		if (len && is_about_bytes(line, len) == about_bytes) {
			each(to, line, len);
			count++;
		}
		line += len + (line[len] == '\n');
	}
	return count;
}

static void append_item(struct bytes *to, const char *line, size_t len)
{
	bytes_append_text(to, "<li>");
	html_text(to, line, len);
	bytes_append_text(to, "</li>\n");
}

static void append_detail(struct bytes *to, const struct verdict *v, const char *lang)
{
	struct bytes detail = { 0 }, part = { 0 };

	bytes_append(&detail, v->detail.data, v->detail.len);
	if (each_line(&part, &detail, true, append_hex_line)) {
		append_heading(to, WORD_BYTES, lang);
		bytes_append_text(to, "<pre tabindex=\"0\">");
		bytes_append(to, part.data, part.len);
		bytes_append_text(to, "</pre>\n");
	}
	bytes_clear(&part);
	if (each_line(&part, &detail, false, append_item)) {
		append_heading(to, WORD_STOOD, lang);
		bytes_append_text(to, "<ul class=\"stood\">\n");
		bytes_append(to, part.data, part.len);
		bytes_append_text(to, "</ul>\n");
	}
	bytes_done(&part);
	bytes_done(&detail);
}

static void append_hint(struct bytes *to, const char *hint, const char *lang)
{
	if (!hint)
		return;
	bytes_append_text(to, "<p class=\"hint\"><strong>");
	html_word(to, WORD_HINT, lang);
	bytes_append_text(to, "</strong> ");
	html_string(to, hint);
	bytes_append_text(to, "</p>\n");
}

static void append_block(struct bytes *to, enum word word, const struct bytes *text, const char *lang)
{
	if (!text->len)
		return;
	append_heading(to, word, lang);
	bytes_append_text(to, "<pre class=\"flow\">");
	html_text(to, text->data, text->len);
	bytes_append_text(to, "</pre>\n");
}

void html_failure(struct bytes *to, const struct group *group, size_t number, const char *lang)
{
	const struct result *row = group->first;

	bytes_printf(to, "<article class=\"failure %s\" id=\"failure-%zu\" aria-labelledby=\"failure-%zu-name\">\n",
		     html_class_of(row->verdict.kind), number, number);
	append_head(to, group, number, lang);
	append_asks(to, row->asks, lang);
	append_sides(to, &row->verdict, lang);
	append_hint(to, row->verdict.kind == VERDICT_FAIL ? row->hint : NULL, lang);
	append_detail(to, &row->verdict, lang);
	html_ladder(to, &row->verdict, number == 1, lang);
	append_block(to, row->verdict.cause == CAUSE_BUILD ? WORD_BUILT : WORD_ERRORS,
		     &row->verdict.errors, lang);
	append_block(to, WORD_AGAIN, &row->rerun, lang);
	bytes_append_text(to, "</article>\n");
}
