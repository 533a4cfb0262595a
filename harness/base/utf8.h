/*
 * UTF-8 (RFC 3629): what goes into JSON, XML or TAP must be valid, and argv, file names and a suite's own words may not be.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/bytes.h"

/* How many bytes the well-formed character at TEXT takes, 1 to 4; 0: there is none. LEN is at least 1. */
size_t utf8_length(const void *text, size_t len);
/* Appends TEXT; each byte that belongs to no well-formed character becomes U+FFFD. */
void utf8_append(struct bytes *to, const void *text, size_t len);

#endif
