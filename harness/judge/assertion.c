/*
 * Reads what cmocka (1.1 and 2.0) prints about a failed test:
 *
 *	[ RUN      ] name
 *	[  ERROR   ] --- "abc" != "abd"
 *	[   LINE   ] --- suite.c:10: error: Failure!
 *	[  FAILED  ] name
 *
 * The bytes compared may be a program's, so what is not printable is escaped. Knows no session.
 */
#include "judge/assertion.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MOST = 400 };

static const char line_mark[] = "[   LINE   ] --- ", error_mark[] = "[  ERROR   ] --- ",
		  failure[] = ": error: Failure!";

static void append_printable(struct bytes *to, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t byte = (uint8_t)text[i];

		if (byte >= 0x20 && byte < 0x7f)
			bytes_append(to, &byte, 1);
		else
			bytes_printf(to, "\\x%02x", byte);
	}
}

/* "suite.c:10: error: Failure!" */
static bool read_place(struct verdict *to, const char *line, size_t len)
{
	const char *end = memmem(line, len, failure, sizeof(failure) - 1), *colon;

	if (!end)
		return false;
	colon = memrchr(line, ':', (size_t)(end - line));
	if (!colon)
		return false;
	snprintf(to->file, sizeof(to->file), "%.*s", (int)(colon - line), line);
	to->line = atoi(colon + 1);
	return true;
}

static size_t skip_mark(const char *line, size_t len, const char *mark)
{
	size_t mark_len = strlen(mark);

	return len >= mark_len && !memcmp(line, mark, mark_len) ? mark_len : 0;
}

static void read_line(struct verdict *to, const char *line, size_t len)
{
	static const char *const marks[] = { error_mark, line_mark, "ERROR: " };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t skip = skip_mark(line, len, marks[i]);

		line += skip;
		len -= skip;
	}
	if (!len || read_place(to, line, len) || skip_mark(line, len, "[ RUN "))
		return;
	if (to->message.len)
		bytes_append_text(&to->message, "; ");
	append_printable(&to->message, line, len);
}

void assertion_read(struct verdict *to, const char *printed)
{
	const char *line = strstr(printed, "[ RUN ");

	for (line = line ? line : printed; *line && !skip_mark(line, strlen(line), "[  FAILED  ]");) {
		size_t len = strcspn(line, "\n");

		read_line(to, line, len);
		line += len + (line[len] == '\n');
	}
	if (!to->message.len)
		bytes_append_text(&to->message, "an assertion of the suite failed");
	if (to->message.len > MESSAGE_MOST) {
		to->message.len = MESSAGE_MOST;
		bytes_append_text(&to->message, "...");
	}
}
