/*
 * Setting and wrapping an error's text. The text is always one line: a line end that a program or a
 * file brought into it becomes a space. It must not know what failed, and prints nothing.
 */
#include "base/err.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The arguments may point into err->text, so it is written last. */
static void put_line(struct sck_err *err, const char *line)
{
	size_t len = strnlen(line, sizeof(err->text) - 1);

	for (size_t i = 0; i < len; i++)
		err->text[i] = line[i] == '\n' || line[i] == '\r' ? ' ' : line[i];
	err->text[len] = '\0';
}

int err_set(struct sck_err *err, int code, const char *format, ...)
{
	char line[sizeof(err->text)];
	va_list args;

	if (!err)
		return code;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	err->code = code;
	put_line(err, line);
	return code;
}

int err_errno(struct sck_err *err, int code, const char *format, ...)
{
	char line[sizeof(err->text)], whole[sizeof(line) + 128];
	va_list args;

	if (!err)
		return code;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	snprintf(whole, sizeof(whole), "%s: %.100s", line, strerror(-code));
	err->code = code;
	put_line(err, whole);
	return code;
}

int err_wrap(struct sck_err *err, const char *format, ...)
{
	char line[sizeof(err->text)], whole[2 * sizeof(line) + 16];
	va_list args;

	if (!err)
		return 0;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	snprintf(whole, sizeof(whole), "while %s: %s", line, err->text);
	put_line(err, whole);
	return err->code;
}
