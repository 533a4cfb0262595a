/*
 * See build_words.h. What is not UTF-8 stays as it is, for each report has its own way with that.
 */
#include "judge/build_words.h"
#include "base/utf8.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
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

/* Where submission_build.sh has a submission built, below its home: with -g a linker names its files by their whole paths. */
static const char folder[] = "/submission/";

/* Where a place goes. */
struct place {
	char *file;
	size_t size;
	int *line;
};

/* Is it as names of sources are? Whatever reads the reports has no trouble with it. */
static bool is_name(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return len && *text != '/';
}

/* LINE is 0 where it is not known. False: that is no file of the submission's own, or there is no room for its name. */
static bool take_place(const struct place *to, const char *name, const char *end, int line)
{
	const char *own =
		*name == '/' ? memmem(name, (size_t)(end - name), folder, sizeof(folder) - 1) : NULL;

	name = own ? own + sizeof(folder) - 1 : name;
	name += strncmp(name, "./", 2) ? 0 : 2;
	if (end < name || !is_name(name, (size_t)(end - name)) || (size_t)(end - name) >= to->size)
		return false;
	snprintf(to->file, to->size, "%.*s", (int)(end - name), name);
	*to->line = line;
	return true;
}

static bool is_error(const char *at)
{
	return !strncmp(at, " error:", 7) || !strncmp(at, " fatal error:", 13);
}

/*
 * LINE up to END is "FILE:LINE: error: ..." or "FILE:LINE:COLUMN: error: ...", of Go "FILE.go:LINE:COLUMN: ...", whose compiler has no warnings; of Rust,
 * where IS_ARROW, it is but the place, whose error stands before it.
 */
static bool read_place(const char *line, const char *end, bool is_arrow, const struct place *to)
{
	const char *colon = memchr(line, ':', (size_t)(end - line)), *at;
	int number = 0;
	size_t digits;
	bool is_go;

	if (!colon)
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
	return take_place(to, line, colon, number);
}

/* Rust says "error: ..." or "error[E0425]: ..." in a line of its own, and of what has a place in the next "  --> FILE:LINE:COLUMN". */
static bool is_rust_error(const char *line, bool before)
{
	if (!strncmp(line, "error: ", 7) || !strncmp(line, "error[", 6))
		return true;
	return before && strncmp(line, "warning", 7) != 0;
}

/* ---- Linkers ---- */

/* Objects and archives are nobody's source, nor is what a linker made up ("<artificial>"). */
static bool is_source(const char *name, const char *end)
{
	static const char *const others[] = { ".o", ".a", ".so" };
	const char *dot = memrchr(name, '.', (size_t)(end - name));
	const size_t len = dot ? (size_t)(end - dot) : 0;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (len == strlen(others[i]) && !strncmp(dot, others[i], len))
			return false;
	for (size_t i = 1; i < len; i++)
		if (!isalpha((unsigned char)dot[i]) && (i == 1 || dot[i] != '+'))
			return false;
	return len > 1;
}

/* TEXT up to END is "FILE:LINE", or, where the linker knows no line, "FILE"; other names and a colon may stand before it. */
static bool take_linked(const char *text, const char *end, const struct place *to)
{
	const char *digits = end, *name;
	int line = 0;

	while (digits > text && digits[-1] >= '0' && digits[-1] <= '9')
		digits--;
	if (digits < end && end - digits < 9 && digits > text && digits[-1] == ':') {
		line = atoi(digits);
		end = digits - 1;
	}
	for (name = end; name > text && name[-1] != ':';)
		name--;
	while (name < end && *name == ' ')
		name++;
	return is_source(name, end) && take_place(to, name, end, line);
}

/* Of ld "[ld: ][OBJECT:]FILE:LINE: FAULT", without -g "FILE:(SECTION+OFFSET): FAULT"; of gold "OBJECT:FILE:function NAME: error: FAULT". */
static bool read_ld(const char *line, const char *end, const struct place *to)
{
	static const char *const faults[] = { ": undefined reference to ",
					      ": multiple definition of " };
	const char *at = NULL, *function, *open;

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]) && !at; i++)
		at = memmem(line, (size_t)(end - line), faults[i], strlen(faults[i]));
	if (!at)
		return false;
	function = memmem(line, (size_t)(at - line), ":function ", 10);
	at = function ? function : at;
	open = at > line && at[-1] == ')' ? memrchr(line, '(', (size_t)(at - line)) : NULL;
	return take_linked(line, open && open > line && open[-1] == ':' ? open - 1 : at, to);
}

/* lld says what is wrong, and in the next line ">>> referenced by FILE:LINE (PATH:LINE)", without -g ">>> referenced by FILE". */
static bool is_lld_error(const char *line, const char *end)
{
	return memmem(line, (size_t)(end - line), ": error: undefined symbol: ", 27) ||
	       memmem(line, (size_t)(end - line), ": error: duplicate symbol: ", 27);
}

static bool read_lld(const char *line, const char *end, const struct place *to)
{
	const char *open;

	if (strncmp(line, ">>> referenced by ", 18) != 0 && strncmp(line, ">>> defined at ", 15) != 0)
		return false;
	open = end[-1] == ')' ? memchr(line, '(', (size_t)(end - line)) : NULL;
	return open ? take_linked(open + 1, end - 1, to)
		    : take_linked(line + (line[4] == 'r' ? 18 : 15), end, to);
}

/* ---- All of them ---- */

bool build_words_place(const struct bytes *text, char *ret_file, size_t size, int *ret_line)
{
	const struct place to = { ret_file, size, ret_line };
	struct bytes copy = { 0 };
	bool found = false, is_error_of_rust = false, is_error_of_lld = false;

	bytes_append(&copy, text->data, text->len);
	for (const char *line = bytes_text(&copy); *line && !found;) {
		const char *end = line + strcspn(line, "\n"), *place = line + strspn(line, " ");
		const bool is_arrow = is_error_of_rust && !strncmp(place, "--> ", 4);

		found = read_place(is_arrow ? place + 4 : line, end, is_arrow, &to) ||
			read_ld(line, end, &to) || (is_error_of_lld && read_lld(line, end, &to));
		is_error_of_rust = is_rust_error(line, is_error_of_rust) && !is_arrow;
		is_error_of_lld = is_lld_error(line, end);
		line = end + (*end == '\n');
	}
	bytes_done(&copy);
	return found;
}
