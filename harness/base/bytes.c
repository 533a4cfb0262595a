/*
 * The growable buffer, and bytes as people read them. Whatever it shows is printable ASCII, for the
 * bytes are those of a program under test; what it stores may be anything. It ends the process when
 * memory is gone, and knows no file.
 */
#include "base/bytes.h"
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 64, ROW = 16 };

/* Takes back the storage of what was dropped at the front. */
static void close_front(struct bytes *b)
{
	if (!b->front)
		return;
	memmove(b->data - b->front, b->data, b->len);
	b->data -= b->front;
	b->room += b->front;
	b->front = 0;
}

uint8_t *bytes_grow(struct bytes *b, size_t len)
{
	/* moving no more than was dropped: a queue costs the same for each byte, however long it is */
	bool is_cheap = b->front >= b->len;
	size_t room = b->room ? b->room : FIRST_ROOM;
	uint8_t *data;

	if (len > SIZE_MAX / 2 - b->len) /* LCOV_EXCL_BR_LINE: out of memory */
		abort();                 /* LCOV_EXCL_LINE: out of memory */
	if (b->room && b->len + len <= b->room)
		return b->data + b->len;
	if (b->front) {
		close_front(b);
		room = is_cheap ? b->room : 2 * b->room;
	}
	while (room < b->len + len)
		room *= 2;
	if (room != b->room) {
		data = realloc(b->data, room);
		if (!data)       /* LCOV_EXCL_BR_LINE: out of memory */
			abort(); /* LCOV_EXCL_LINE: out of memory */
		b->data = data;
		b->room = room;
	}
	return b->data + b->len;
}

void bytes_append(struct bytes *b, const void *data, size_t len)
{
	if (!len)
		return;
	memcpy(bytes_grow(b, len), data, len);
	b->len += len;
}

void bytes_append_text(struct bytes *b, const char *text)
{
	bytes_append(b, text, strlen(text));
}

void bytes_printf(struct bytes *b, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len > 0) {
		vsnprintf((char *)bytes_grow(b, (size_t)len + 1), (size_t)len + 1, format, again);
		b->len += (size_t)len;
	}
	va_end(again);
}

void bytes_drop_front(struct bytes *b, size_t len)
{
	if (len >= b->len) {
		bytes_clear(b);
		return;
	}
	b->data += len;
	b->front += len;
	b->room -= len;
	b->len -= len;
}

void bytes_clear(struct bytes *b)
{
	b->len = 0;
	close_front(b);
}

void bytes_done(struct bytes *b)
{
	bytes_clear(b);
	free(b->data);
	*b = (struct bytes){ 0 };
}

const char *bytes_text(struct bytes *b)
{
	*bytes_grow(b, 1) = '\0';
	return (const char *)b->data;
}

ptrdiff_t bytes_difference(const void *a, size_t a_len, const void *b, size_t b_len)
{
	const uint8_t *x = a, *y = b;
	size_t both = a_len < b_len ? a_len : b_len;

	for (size_t i = 0; i < both; i++)
		if (x[i] != y[i])
			return (ptrdiff_t)i;
	return a_len == b_len ? -1 : (ptrdiff_t)both;
}

static bool is_printable(uint8_t byte)
{
	return byte >= 0x20 && byte < 0x7f;
}

static void quote_byte(struct bytes *to, uint8_t byte)
{
	switch (byte) {
	case '\n':
		bytes_append_text(to, "\\n");
		break;
	case '\r':
		bytes_append_text(to, "\\r");
		break;
	case '\t':
		bytes_append_text(to, "\\t");
		break;
	case '\\':
		bytes_append_text(to, "\\\\");
		break;
	case '"':
		bytes_append_text(to, "\\\"");
		break;
	default:
		if (is_printable(byte))
			bytes_append(to, &byte, 1);
		else
			bytes_printf(to, "\\x%02x", byte);
	}
}

void bytes_quote(struct bytes *to, const void *data, size_t len, size_t most)
{
	const uint8_t *bytes = data;
	size_t shown = len < most ? len : most;

	bytes_append_text(to, "\"");
	for (size_t i = 0; i < shown; i++)
		quote_byte(to, bytes[i]);
	bytes_append_text(to, shown < len ? "\"..." : "\"");
}

/*
 * The byte at AT stands between > and <; AT may be the end, which then is an empty place between
 * them.
 */
static void show_row(struct bytes *to, const uint8_t *data, size_t len, size_t at, size_t row)
{
	size_t from = row * ROW, end = from + ROW;

	bytes_printf(to, "%08zx ", from);
	for (size_t i = from; i < end; i++) {
		bytes_append_text(to, i == at ? ">" : i == at + 1 && i > from ? "<" : " ");
		if (i < len)
			bytes_printf(to, "%02x", data[i]);
		else
			bytes_append_text(to, "  ");
	}
	bytes_append_text(to, end == at + 1 ? "< |" : "  |");
	for (size_t i = from; i < end && i < len; i++)
		bytes_append(to, is_printable(data[i]) ? (const void *)&data[i] : ".", 1);
	bytes_append_text(to, "|\n");
}

void bytes_hex(struct bytes *to, const void *data, size_t len, size_t at, size_t rows, const char *indent)
{
	size_t middle, first, end;

	if (at > len)
		at = len;
	middle = at / ROW;
	end = (len + ROW - 1) / ROW;
	if (end <= middle)
		end = middle + 1;
	first = middle > rows / 2 ? middle - rows / 2 : 0;
	if (end - first < rows)
		first = end > rows ? end - rows : 0;
	for (size_t row = first; row < end && row - first < rows; row++) {
		bytes_append_text(to, indent);
		show_row(to, data, len, at, row);
	}
}

/* UINT_MAX: it is no digit of any base. */
static unsigned digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return UINT_MAX;
}

/* Up to MOST digits of BASE; returns how many were there. */
static size_t read_digits(const char *text, unsigned base, size_t most, unsigned *ret)
{
	size_t count = 0;

	*ret = 0;
	for (; count < most && digit_of(text[count]) < base; count++)
		*ret = *ret * base + digit_of(text[count]);
	return count;
}

/*
 * TEXT is what follows the backslash. Returns how many characters of it the escape took; 0: it is
 * none.
 */
static size_t read_escape(const char *text, uint8_t *ret)
{
	static const char letters[] = "nrt\\\"'abfve", values[] = "\n\r\t\\\"'\a\b\f\v\033";
	const char *letter = *text ? strchr(letters, *text) : NULL;
	size_t count;
	unsigned value;

	if (letter) {
		*ret = (uint8_t)values[letter - letters];
		return 1;
	}
	if (*text == 'x') {
		count = read_digits(text + 1, 16, 2, &value);
		*ret = (uint8_t)value;
		return count ? count + 1 : 0;
	}
	count = read_digits(text, 8, 3, &value);
	*ret = (uint8_t)value;
	return value <= UINT8_MAX ? count : 0;
}

int bytes_unescape(struct bytes *to, const char *text, size_t *ret_at)
{
	for (size_t i = 0; text[i]; i++) {
		uint8_t byte = (uint8_t)text[i];
		size_t took = 0;

		if (text[i] == '\\') {
			took = read_escape(text + i + 1, &byte);
			if (!took) {
				*ret_at = i;
				return -EINVAL;
			}
		}
		bytes_append(to, &byte, 1);
		i += took;
	}
	return 0;
}
