/*
 * See build_words.h. What is not UTF-8 stays as it is, for each report has its own way with that.
 */
#include "judge/build_words.h"
#include "base/utf8.h"
#include <string.h>

void build_words_append(struct bytes *to, const struct bytes *from)
{
	for (size_t i = 0, length; i < from->len; i += length) {
		const uint8_t *at = from->data + i;
		const size_t known = utf8_length(at, from->len - i);
		const bool acts = known && *at != '\n' && *at != '\t' &&
				  utf8_is_control(utf8_decode(at, known));

		length = known ? known : 1;
		if (!acts)
			bytes_append(to, at, length);
		for (size_t j = 0; acts && j < length; j++)
			bytes_printf(to, "\\x%02x", at[j]);
	}
}

const char *build_words_last_line(struct bytes *text)
{
	char *end;

	while (text->len && text->data[text->len - 1] == '\n')
		text->len--;
	bytes_text(text);
	end = text->len ? strrchr((char *)text->data, '\n') : NULL;
	return end ? end + 1 : text->len ? (char *)text->data : "it says nothing";
}
