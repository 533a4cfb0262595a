/*
 * UTF-8 (RFC 3629): what goes into JSON, XML or TAP must be valid, and argv, file names and a suite's own words may not be.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/bytes.h"
#include <stdbool.h>
#include <stdint.h>

/* How many bytes the well-formed character at TEXT takes, 1 to 4; 0: there is none. LEN is at least 1. */
size_t utf8_length(const void *text, size_t len);
uint32_t utf8_decode(const void *text, size_t length); /* one of that length */
/*
 * Does it do something to a terminal or to a line: C0 and C1 (a terminal takes U+009B for the beginning of a command), an end of line, what turns the
 * direction of writing (UAX #9)?
 */
bool utf8_is_control(uint32_t character);
/* Appends TEXT; each byte that belongs to no well-formed character becomes U+FFFD. */
void utf8_append(struct bytes *to, const void *text, size_t len);

#endif
