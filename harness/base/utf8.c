/*
 * Tells well-formed UTF-8 from the rest, strictly: no overlong form, no surrogate, nothing above U+10FFFF. The writers of
 * report formats feed it; it knows none of them.
 */
#include "base/utf8.h"

/* The leading bytes of each length, and the range of the byte behind them (RFC 3629, 4). */
static const struct {
	uint8_t first, last;
	uint8_t length;
	uint8_t second_first, second_last;
} leads[] = {
	{ 0x00, 0x7f, 1, 0x00, 0x00 }, { 0xc2, 0xdf, 2, 0x80, 0xbf }, { 0xe0, 0xe0, 3, 0xa0, 0xbf },
	{ 0xe1, 0xec, 3, 0x80, 0xbf }, { 0xed, 0xed, 3, 0x80, 0x9f }, { 0xee, 0xef, 3, 0x80, 0xbf },
	{ 0xf0, 0xf0, 4, 0x90, 0xbf }, { 0xf1, 0xf3, 4, 0x80, 0xbf }, { 0xf4, 0xf4, 4, 0x80, 0x8f },
};

size_t utf8_length(const void *text, size_t len)
{
	const uint8_t *bytes = text;
	size_t row = 0, rows = sizeof(leads) / sizeof(leads[0]);

	while (row < rows && (bytes[0] < leads[row].first || bytes[0] > leads[row].last))
		row++;
	if (row == rows || leads[row].length > len)
		return 0;
	if (leads[row].length > 1 && (bytes[1] < leads[row].second_first || bytes[1] > leads[row].second_last))
		return 0;
	for (size_t i = 2; i < leads[row].length; i++)
		if (bytes[i] < 0x80 || bytes[i] > 0xbf)
			return 0;
	return leads[row].length;
}

uint32_t utf8_decode(const void *text, size_t length)
{
	const uint8_t *bytes = text;
	uint32_t c = length == 1 ? bytes[0] : bytes[0] & (0x7fU >> length);

	for (size_t i = 1; i < length; i++)
		c = c << 6 | (bytes[i] & 0x3f);
	return c;
}

bool utf8_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void utf8_append(struct bytes *to, const void *text, size_t len)
{
	const uint8_t *bytes = text;

	for (size_t i = 0; i < len;) {
		size_t length = utf8_length(bytes + i, len - i);

		if (length)
			bytes_append(to, bytes + i, length);
		else
			bytes_append_text(to, "\xef\xbf\xbd");
		i += length ? length : 1;
	}
}
