/*
 * See html_page.h. The style is html.css, which the build has made a C text; nothing else of a page is a style, so that the policy can name
 * its digest. It knows no student and no case.
 */
#include "report/html_page.h"
#include "base/utf8.h"
#include "report/html_style.inc"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { BAR_WIDTH = 1000 };

static void append_ascii(struct bytes *to, char c)
{
	switch (c) {
	case '&':
		bytes_append_text(to, "&amp;");
		break;
	case '<':
		bytes_append_text(to, "&lt;");
		break;
	case '>':
		bytes_append_text(to, "&gt;");
		break;
	case '"':
		bytes_append_text(to, "&quot;");
		break;
	case '\'':
		bytes_append_text(to, "&#39;");
		break;
	default:
		if (c == '\n' || c == '\t' || (c >= ' ' && c != 0x7f))
			bytes_append(to, &c, 1);
		else
			bytes_printf(to, "\\x%02x", (unsigned)(uint8_t)c);
	}
}

static unsigned decode(const uint8_t *at, size_t len)
{
	unsigned c = len == 2 ? at[0] & 0x1fU : len == 3 ? at[0] & 0x0fU : at[0] & 0x07U;

	for (size_t i = 1; i < len; i++)
		c = c << 6 | (at[i] & 0x3fU);
	return c;
}

/* It would not be seen, or would change how its neighbours are (Unicode's Bidi_Control, line ends, noncharacters). */
static bool is_deceptive(unsigned c)
{
	return c < 0xa0 || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff0 && c <= 0xfffb) || (c & 0xfffe) == 0xfffe || c >= 0xe0000;
}

void html_text(struct bytes *to, const void *text, size_t len)
{
	const uint8_t *at = text, *end = at + len;

	while (at < end) {
		size_t one = utf8_length(at, (size_t)(end - at));

		if (one == 1)
			append_ascii(to, (char)*at);
		else if (!one)
			bytes_printf(to, "\\x%02x", *at);
		else if (is_deceptive(decode(at, one)))
			bytes_printf(to, "\\u%04X", decode(at, one));
		else
			bytes_append(to, at, one);
		at += one ? one : 1;
	}
}

void html_string(struct bytes *to, const char *text)
{
	html_text(to, text, strlen(text));
}

void html_address(struct bytes *to, const char *name)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~";

	for (; *name; name++)
		if (strchr(plain, *name) || (*name == '.' && name[1] && name[1] != '.'))
			bytes_append(to, name, 1);
		else
			bytes_printf(to, "%%%02X", (unsigned)(uint8_t)*name);
}

void html_word(struct bytes *to, enum word word, const char *lang)
{
	html_string(to, words_get(word, lang));
}

void html_begin(struct bytes *to, const char *lang, const char *title)
{
	bytes_append_text(to, "<!DOCTYPE html>\n");
	bytes_printf(to, "<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n",
		     lang && words_know(lang) ? lang : "en");
	bytes_printf(to,
		     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		     "style-src '%s'; base-uri 'none'; form-action 'none'\"/>\n",
		     style_digest);
	bytes_append_text(
		to, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		    "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
		    "<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>");
	html_string(to, title);
	bytes_printf(to, "</title>\n<style>%s</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#failures\">",
		     style);
	html_word(to, WORD_TO_FAILURES, lang);
	bytes_append_text(to, "</a>\n");
}

void html_end(struct bytes *to, const char *lang)
{
	bytes_append_text(to, "<footer class=\"bottom wrap\"><p>");
	html_word(to, WORD_MADE_BY, lang);
	bytes_append_text(to, "</p></footer>\n</body>\n</html>\n");
}

const char *html_class_of(enum verdict_kind kind)
{
	static const char *const classes[] = {
		[VERDICT_PASS] = "pass",
		[VERDICT_FAIL] = "fail",
		[VERDICT_SKIP] = "skip",
		[VERDICT_BROKEN] = "broken",
	};

	return classes[kind];
}

void html_badge(struct bytes *to, enum verdict_kind kind, const char *lang)
{
	static const struct {
		const char *symbol;
		enum word word;
	} badges[] = {
		[VERDICT_PASS] = { "✓", WORD_PASS },
		[VERDICT_FAIL] = { "✗", WORD_FAIL },
		[VERDICT_SKIP] = { "–", WORD_SKIP },
		[VERDICT_BROKEN] = { "!", WORD_BROKEN },
	};

	bytes_printf(to, "<span class=\"badge %s\"><span aria-hidden=\"true\">%s</span> ",
		     html_class_of(kind), badges[kind].symbol);
	html_word(to, badges[kind].word, lang);
	bytes_append_text(to, "</span>");
}

/* The order in which people ask. */
static const struct {
	enum verdict_kind kind;
	enum word word;
} sorts[] = {
	{ VERDICT_PASS, WORD_PASSED },
	{ VERDICT_FAIL, WORD_FAILED },
	{ VERDICT_BROKEN, WORD_BROKE },
	{ VERDICT_SKIP, WORD_SKIPPED },
};
enum { SORTS = sizeof(sorts) / sizeof(sorts[0]) };

void html_counts(struct bytes *to, const size_t counts[VERDICT_BROKEN + 1], const char *lang)
{
	size_t all = 0, before = 0;

	for (size_t i = 0; i < SORTS; i++)
		all += counts[sorts[i].kind];
	bytes_printf(to,
		     "<div class=\"full\">\n<svg class=\"bar\" viewBox=\"0 0 %d 10\" "
		     "preserveAspectRatio=\"none\" aria-hidden=\"true\">",
		     BAR_WIDTH);
	for (size_t i = 0; i < SORTS && all; i++) {
		size_t left = before * BAR_WIDTH / all;

		before += counts[sorts[i].kind];
		bytes_printf(to, "<rect class=\"%s\" x=\"%zu\" width=\"%zu\" height=\"10\"/>",
			     html_class_of(sorts[i].kind), left, before * BAR_WIDTH / all - left);
	}
	bytes_append_text(to, "</svg>\n<ul class=\"counts\">");
	for (size_t i = 0; i < SORTS; i++) {
		if (!counts[sorts[i].kind] && i > 1)
			continue;
		bytes_printf(to, "<li><strong>%zu</strong> ", counts[sorts[i].kind]);
		html_string(to, words_counted(sorts[i].word, (double)counts[sorts[i].kind], lang));
		bytes_append_text(to, "</li> ");
	}
	bytes_append_text(to, "</ul>\n</div>\n");
}
