/*
 * What a program under test printed, as text that a person can be shown: valid UTF-8 without a character that moves a
 * cursor, ends a line or turns the direction of writing. Also how wide text is, and points as they are written.
 */
#ifndef REPORT_PLAIN_H
#define REPORT_PLAIN_H

#include "base/bytes.h"

/* Appends TEXT on one line: an end of line or a tab becomes a space, another control character a '?'. */
void plain_line(struct bytes *to, const void *text, size_t len);
void plain_word(struct bytes *to, const char *word); /* the same; NULL: nothing */
/* Appends every line of TEXT behind INDENT (an empty one without it), each with its "\n"; tabs stay. */
void plain_lines(struct bytes *to, const struct bytes *text, const char *indent);
void plain_points(struct bytes *to, double points); /* "0.5", "20" */
/* The columns of a terminal that TEXT takes: none for a combining character, two for a wide one. */
int plain_width(const char *text);
void plain_padded(struct bytes *to, const char *text, int width);

#endif
