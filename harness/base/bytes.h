/*
 * Bytes: a growable buffer and the three ways to show one (quoted, hex window, first difference).
 * Bytes from a program under test are hostile: whatever is shown of them is printable ASCII.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

struct bytes {
	uint8_t *data; /* NULL while empty and never grown */
	size_t len;
	size_t room;  /* from data on */
	size_t front; /* in the storage before data: what bytes_drop_front() took away */
};

/*
 * All of these end the process by abort() when memory is gone: no caller could go on. What is
 * appended must not be part of the buffer itself, which may move.
 */
void bytes_append(struct bytes *b, const void *data, size_t len);
void bytes_append_text(struct bytes *b, const char *text);
__attribute__((format(printf, 2, 3))) void bytes_printf(struct bytes *b, const char *format, ...);
/* Makes room for LEN more and returns where it begins, which is the end; len is not changed. */
uint8_t *bytes_grow(struct bytes *b, size_t len);
void bytes_drop_front(struct bytes *b, size_t len);
void bytes_clear(struct bytes *b); /* empty, keeps its storage */
void bytes_done(struct bytes *b);  /* frees the storage; b may be used again */
/* The bytes with a NUL behind the end that len does not count; valid until b is changed. */
const char *bytes_text(struct bytes *b);

/*
 * Where A and B first differ (the shorter one's length where it is a prefix of the other); -1 when
 * they are equal.
 */
ptrdiff_t bytes_difference(const void *a, size_t a_len, const void *b, size_t b_len);

/* Appends DATA as a C string in quotes (\n \r \t \\ \" \xhh), cut behind MOST bytes by "... */
void bytes_quote(struct bytes *to, const void *data, size_t len, size_t most);
/*
 * Appends a hex window of up to ROWS rows of 16 bytes around offset AT: INDENT, the offset, the
 * bytes, the characters, "\n". The byte at AT stands between > and <, which stand around an empty
 * place where AT is LEN or more.
 */
void bytes_hex(struct bytes *to, const void *data, size_t len, size_t at, size_t rows, const char *indent);

/*
 * Appends TEXT to TO, its C escapes (\n \r \t \\ \" \' \a \b \f \v \e, \x with one or two digits,
 * one to three octal digits) read. Returns 0 or -EINVAL with *ret_at the offset of the bad escape.
 */
int bytes_unescape(struct bytes *to, const char *text, size_t *ret_at);

#endif
