/*
 * What the formats that are JSON have in common: text that is printable and valid UTF-8, points, and the end of a document.
 * They write what other people's programs read; the report of our own is json.c.
 */
#ifndef REPORT_JSONPARTS_H
#define REPORT_JSONPARTS_H

#include "base/bytes.h"
#include "report/groups.h"
#include <jansson.h>

/* All of these return a new reference. Lines end in "\n", but for the last. */
json_t *jsonparts_text(const struct bytes *text);
json_t *jsonparts_line(const struct bytes *text); /* on one line */
json_t *jsonparts_word(const char *word);         /* the same; NULL: null */
/* An integer where it is one: some readers take no other number. */
json_t *jsonparts_points(double points);
/* What explain_case() says of it, its last line's end left out; "" where it passed. */
json_t *jsonparts_explanation(const struct group_case *c);
/* Appends JSON, with a newline, in one line unless IS_INDENTED, and takes the reference. */
void jsonparts_append(struct bytes *to, json_t *json, bool is_indented);

#endif
