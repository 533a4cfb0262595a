/*
 * See memory_report.h. A fault is one of three lines, each of which names the process but the second:
 *
 *   ==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000074 at pc ...
 *   server.c:12:9: runtime error: signed integer overflow: ...
 *   ==7== Invalid write of size 1        and behind it   ==7==    at 0x109187: main (server.c:12)
 */
#include "judge/memory_report.h"
#include <ctype.h>
#include <string.h>

enum { LINES_MOST = 24 };

static const char sanitizer[] = "ERROR: ", undefined[] = ": runtime error: ";

/* Behind "==7==" in LINE, and a space; NULL: it does not begin so. */
static const char *behind_process(const char *line)
{
	const char *at = line;

	if (strncmp(at, "==", 2) != 0)
		return NULL;
	at += 2 + strspn(at + 2, "0123456789");
	return strncmp(at, "==", 2) == 0 ? at + 2 + (at[2] == ' ') : NULL;
}

static bool starts(const char *line, const char *with)
{
	return line && strncmp(line, with, strlen(with)) == 0;
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line ? line + 1 : line;
}

/* Is this valgrind's line above a stack? A warning and the word of an end have one, too. */
static bool is_of_valgrind(const char *line)
{
	const char *words = behind_process(line), *next = behind_process(next_line(line));

	return words && isalpha((unsigned char)*words) && starts(next, "   at 0x") &&
	       !starts(words, "Warning") && !starts(words, "Process terminating") &&
	       !starts(words, sanitizer);
}

/* "SUMMARY" and what follows repeat it, "Shadow bytes" are for those who debug AddressSanitizer. */
static bool is_telling(const char *line)
{
	return !starts(line, "SUMMARY") && !starts(line, "Shadow bytes");
}

static void take_lines(struct bytes *to, const char *line)
{
	for (int i = 0; i < LINES_MOST && *line && is_telling(line); i++, line = next_line(line))
		bytes_append(to, line, (size_t)(next_line(line) - line));
}

/* Distributions build libraries in folders like these: "../sysdeps/read.c", "io/../sysdeps/read.c", "/build/glibc/io/read.c". */
static bool is_of_library(const char *path, size_t len)
{
	return *path == '/' ? starts(path, "/usr/") || starts(path, "/build/")
			    : memmem(path, len, "./", 2) != NULL;
}

/* From "... /home/student/server.c:31:7" or "... (server.c:31)" at the line's end: "server.c:31". */
static bool read_place(struct bytes *to, const char *line)
{
	size_t len = strcspn(line, "\n");
	const char *end = line + len, *begin, *colon, *name;
	size_t digits;

	end -= len && end[-1] == ')';
	for (begin = end; begin > line && !strchr(" (", begin[-1]);)
		begin--;
	colon = memchr(begin, ':', (size_t)(end - begin));
	digits = colon ? strspn(colon + 1, "0123456789") : 0;
	if (!digits || is_of_library(begin, (size_t)(end - begin)))
		return false;
	for (name = colon; name > begin && name[-1] != '/';)
		name--;
	bytes_append(to, name, (size_t)(colon + 1 - name) + digits);
	return true;
}

/* From "#1 0x55 in serve /home/..." or "by 0x109187: serve (server.c:31)": "serve", of C++ without its arguments. */
static void read_function(struct bytes *to, const char *line)
{
	const size_t len = strcspn(line, "\n");
	const bool is_hashed = *line == '#';
	const char *mark = is_hashed ? " in " : ": ", *begin = memmem(line, len, mark, strlen(mark));

	if (begin)
		bytes_append(to, begin + strlen(mark), strcspn(begin + strlen(mark), " (\n"));
}

/* Of the first stack: the next ones say who allocated it, or are of another fault. */
static void find_place(struct memory_fault *f, const char *line)
{
	bool in_stack = false, is_frame;

	for (int i = 0; i < LINES_MOST && *line; i++, line = next_line(line)) {
		const char *frame = line;

		if (behind_process(line))
			frame = behind_process(line);
		frame += strspn(frame, " ");
		is_frame = *frame == '#' || starts(frame, "at ") || starts(frame, "by ");
		if (in_stack && !is_frame)
			return;
		if (is_frame && read_place(&f->place, line)) {
			read_function(&f->function, frame);
			return;
		}
		in_stack |= is_frame;
	}
}

static void take_undefined(struct memory_fault *f, const char *line, const char *at)
{
	const char *what = at + strlen(undefined);
	struct bytes place = { 0 };

	bytes_append_text(&f->what, "UndefinedBehaviorSanitizer: ");
	bytes_append(&f->what, what, strcspn(what, "\n"));
	bytes_append(&place, line, (size_t)(at - line));
	read_place(&f->place, bytes_text(&place));
	bytes_done(&place);
}

/* Addresses and process numbers differ from run to run. */
static void take_sanitizer(struct memory_fault *f, const char *line, const char *at)
{
	const char *what = at + strlen(sanitizer), *end = what + strcspn(what, "\n"), *cut;

	cut = memmem(what, (size_t)(end - what), " on ", 4);
	if (!cut)
		cut = memmem(what, (size_t)(end - what), " (", 2);
	bytes_append(&f->what, what, (size_t)((cut ? cut : end) - what));
	find_place(f, line);
}

static bool take_fault(struct memory_fault *f, const char *line)
{
	const size_t len = strcspn(line, "\n");
	const char *words = behind_process(line), *at;

	if (starts(words, sanitizer)) {
		take_sanitizer(f, line, words);
	} else if ((at = memmem(line, len, undefined, strlen(undefined)))) {
		take_undefined(f, line, at);
	} else if (is_of_valgrind(line)) {
		bytes_append_text(&f->what, "valgrind: ");
		bytes_append(&f->what, words, len - (size_t)(words - line));
		find_place(f, line);
	} else {
		return false;
	}
	/* What valgrind has against a library alone may be its own error, as in a program that is linked statically. */
	if (is_of_valgrind(line) && !f->place.len) {
		bytes_clear(&f->what);
		return false;
	}
	take_lines(&f->lines, line);
	return true;
}

bool memory_report_read(struct bytes *text, struct memory_fault *ret)
{
	*ret = (struct memory_fault){ 0 };
	for (const char *line = bytes_text(text); *line; line = next_line(line))
		if (take_fault(ret, line))
			return true;
	return false;
}

void memory_fault_done(struct memory_fault *f)
{
	bytes_done(&f->what);
	bytes_done(&f->place);
	bytes_done(&f->function);
	bytes_done(&f->lines);
}
