/*
 * A whole record as the text of its file, and out of it.
 */
#ifndef SUPPORT_RECORD_TEXT_H
#define SUPPORT_RECORD_TEXT_H

#include "base/err.h"
#include "facts/record.h"

void record_text_write(struct bytes *to, const struct record *r); /* with its end */
/* As recordfile_feed() and recordfile_check_end() behind it, but that a record needs no end. */
int record_text_read(const char *text, size_t len, struct record *ret, struct sck_err *err);

#endif
