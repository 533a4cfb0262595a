/*
 * See build_words.h. What is not UTF-8 stays as it is, for each report has its own way with that.
 */
#include "judge/build_words.h"
#include "base/utf8.h"
#include <stdio.h>
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

/* Is it as names of sources are? Whatever reads the reports has no trouble with it. */
static bool is_name(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return len && *text != '/';
}

static bool is_error(const char *at)
{
	return !strncmp(at, " error:", 7) || !strncmp(at, " fatal error:", 13);
}

/*
 * LINE up to END is "FILE:LINE: error: ..." or "FILE:LINE:COLUMN: error: ...", of Go "FILE.go:LINE:COLUMN: ...", whose compiler has no warnings; of Rust,
 * where IS_ARROW, it is but the place, whose error stands before it.
 */
static bool read_place(const char *line, const char *end, bool is_arrow, char *ret_file,
		       size_t size, int *ret_line)
{
	const char *colon = memchr(line, ':', (size_t)(end - line)), *at;
	int number = 0;
	size_t digits;
	bool is_go;

	if (!colon || !is_name(line, (size_t)(colon - line)) || (size_t)(colon - line) >= size)
		return false;
	digits = strspn(colon + 1, "0123456789");
	for (at = colon + 1; at < colon + 1 + digits && digits < 9; at++)
		number = number * 10 + *at - '0';
	if (number < 1 || *at++ != ':')
		return false;
	digits = strspn(at, "0123456789");
	is_go = colon - line > 3 && !strncmp(colon - 3, ".go", 3) && digits &&
		!strncmp(at + digits, ": ", 2);
	at += digits && at[digits] == ':' ? digits + 1 : 0;
	if (!is_error(at) && !(is_arrow && digits) && !(is_go && strncmp(at, " warning:", 9) != 0))
		return false;
	line += strncmp(line, "./", 2) ? 0 : 2;
	snprintf(ret_file, size, "%.*s", (int)(colon - line), line);
	*ret_line = number;
	return true;
}

/* Rust says "error: ..." or "error[E0425]: ..." in a line of its own, and of what has a place in the next "  --> FILE:LINE:COLUMN". */
static bool is_rust_error(const char *line, bool before)
{
	if (!strncmp(line, "error: ", 7) || !strncmp(line, "error[", 6))
		return true;
	return before && strncmp(line, "warning", 7) != 0;
}

bool build_words_place(const struct bytes *text, char *ret_file, size_t size, int *ret_line)
{
	struct bytes copy = { 0 };
	bool found = false, is_error_of_rust = false;

	bytes_append(&copy, text->data, text->len);
	for (const char *line = bytes_text(&copy); *line && !found;) {
		const char *end = line + strcspn(line, "\n"), *place = line + strspn(line, " ");
		const bool is_arrow = is_error_of_rust && !strncmp(place, "--> ", 4);

		found = read_place(is_arrow ? place + 4 : line, end, is_arrow, ret_file, size, ret_line);
		is_error_of_rust = is_rust_error(line, is_error_of_rust) && !is_arrow;
		line = end + (*end == '\n');
	}
	bytes_done(&copy);
	return found;
}
