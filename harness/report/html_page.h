/*
 * What the HTML pages share: text made harmless, the frame of a page, a bar of verdicts. A page is one file that opens without a server,
 * fetches nothing and runs nothing: its policy (CSP) lets in its own style alone.
 */
#ifndef REPORT_HTML_PAGE_H
#define REPORT_HTML_PAGE_H

#include "facts/result.h"
#include "report/words.h"

/*
 * Appends TEXT as text or as an attribute's value. It is hostile: what is markup is escaped; a byte that is no UTF-8 and a control
 * character are shown as \xNN, a character that changes the direction of text or cannot be seen as \uNNNN. Newlines and tabs stay.
 */
void html_text(struct bytes *to, const void *text, size_t len);
void html_string(struct bytes *to, const char *text);
/* Appends NAME as one part of a relative address; nothing in it can make it another kind of address. */
void html_address(struct bytes *to, const char *name);
/* Appends the word in the page's language, made harmless. */
void html_word(struct bytes *to, enum word word, const char *lang);

/* Everything up to and with <body>; the link to the failures, which have the ID "failures". LANG as words_get() takes it. */
void html_begin(struct bytes *to, const char *lang, const char *title);
void html_end(struct bytes *to, const char *lang);

/* "pass": the style of a verdict. */
const char *html_class_of(enum verdict_kind kind);
/* A coloured mark and the word: also told apart without colours. */
void html_badge(struct bytes *to, enum verdict_kind kind, const char *lang);
/* How many of each kind there are, by enum verdict_kind: as a bar, and in words. */
void html_counts(struct bytes *to, const size_t counts[VERDICT_BROKEN + 1], const char *lang);

#endif
