/* See plain.h. The width of a character is the C library's knowledge, of which a UTF-8 locale is needed. */
#include "report/plain.h"
#include "base/utf8.h"
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

static void append(struct bytes *to, const void *text, size_t len, const char *kept)
{
	const uint8_t *at = text;
	size_t length;

	for (size_t i = 0; i < len; i += length) {
		uint32_t c;

		length = utf8_length(at + i, len - i);
		if (!length) {
			length = 1;
			utf8_append(to, at + i, 1);
			continue;
		}
		c = utf8_decode(at + i, length);
		if (!utf8_is_control(c) || (c && c < 0x20 && strchr(kept, (int)c)))
			bytes_append(to, at + i, length);
		else
			bytes_append_text(to, c == '\n' || c == '\t' ? " " : "?");
	}
}

void plain_line(struct bytes *to, const void *text, size_t len)
{
	append(to, text, len, "");
}

void plain_word(struct bytes *to, const char *word)
{
	if (word)
		plain_line(to, word, strlen(word));
}

void plain_lines(struct bytes *to, const struct bytes *text, const char *indent)
{
	const uint8_t *data = text->data;

	for (size_t at = 0; at < text->len;) {
		const uint8_t *end = memchr(data + at, '\n', text->len - at);
		size_t len = end ? (size_t)(end - data) - at : text->len - at;

		bytes_append_text(to, len ? indent : "");
		append(to, data + at, len, "\t");
		bytes_append_text(to, "\n");
		at += len + 1;
	}
}

void plain_points(struct bytes *to, double points)
{
	char text[64];
	size_t len = (size_t)snprintf(text, sizeof(text), "%.2f", points);

	if (len >= sizeof(text)) {
		bytes_printf(to, "%g", points);
		return;
	}
	while (text[len - 1] == '0')
		len--;
	bytes_append(to, text, text[len - 1] == '.' ? len - 1 : len);
}

static int width_of(uint32_t c)
{
	int width = wcwidth((wchar_t)c);

	return width < 0 ? 1 : width;
}

int plain_width(const char *text)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL), before = uselocale(utf8);
	size_t len = strlen(text), length;
	int width = 0;

	for (size_t i = 0; i < len; i += length) {
		const uint8_t *at = (const uint8_t *)text + i;

		length = utf8_length(at, len - i);
		width += length > 1 ? width_of(utf8_decode(at, length)) : 1;
		length += !length;
	}
	if (utf8) {
		uselocale(before);
		freelocale(utf8);
	}
	return width;
}

void plain_padded(struct bytes *to, const char *text, int width)
{
	struct bytes clean = { 0 };
	int taken;

	plain_word(&clean, text);
	taken = plain_width(bytes_text(&clean));
	bytes_append(to, clean.data, clean.len);
	bytes_printf(to, "%*s", width > taken ? width - taken : 0, "");
	bytes_done(&clean);
}
