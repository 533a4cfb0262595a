/*
 * Help, version and error lines. With main and the commands it is the only place that prints; the floors below hand it
 * their errors.
 */
#include "cli/usage.h"
#include "base/text.h"
#include "cli/file.h"
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef SOCKCHECK_VERSION
#define SOCKCHECK_VERSION "unknown"
#endif

int usage_error(const char *name, int status, const struct sck_err *err)
{
	fprintf(stderr, "%s: %s\n", name, err->text);
	return status;
}

int usage_status(enum verdict_kind verdict)
{
	static const enum status statuses[] = {
		[VERDICT_PASS] = STATUS_PASS,
		[VERDICT_FAIL] = STATUS_FAIL,
		[VERDICT_SKIP] = STATUS_SKIP,
		[VERDICT_BROKEN] = STATUS_BROKEN,
	};

	return statuses[verdict];
}

bool usage_colours(int fd)
{
	const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && !(no_colour && *no_colour) && term && strcmp(term, "dumb") != 0;
}

bool usage_speaks_utf8(void)
{
	locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
	bool does = locale && !strcmp(nl_langinfo_l(CODESET, locale), "UTF-8");

	if (locale)
		freelocale(locale);
	return does;
}

int usage_write(const char *name, int fd, const struct bytes *text)
{
	struct sck_err err = { 0 };
	const int code = file_write(fd, text);

	if (!code)
		return STATUS_PASS;
	err_errno(&err, code, "while writing");
	return usage_error(name, STATUS_BROKEN, &err);
}

static int print_help(const struct usage *u)
{
	struct bytes text = { 0 };
	int status;

	bytes_printf(&text, "Usage: %s%s%s\n\n%s\n\nOptions:\n", u->name, *u->synopsis ? " " : "",
		     u->synopsis, u->about);
	options_help(&text, &u->want);
	if (u->append_more)
		u->append_more(&text);
	status = usage_write(u->name, STDOUT_FILENO, &text);
	bytes_done(&text);
	return status;
}

static int print_version(const struct usage *u)
{
	struct bytes text = { 0 };
	int status;

	if (text_starts(u->name, "sockcheck"))
		bytes_printf(&text, "sockcheck %s\n", SOCKCHECK_VERSION);
	else
		bytes_printf(&text, "%s (sockcheck %s)\n", u->name, SOCKCHECK_VERSION);
	status = usage_write(u->name, STDOUT_FILENO, &text);
	bytes_done(&text);
	return status;
}

int usage_parse(const struct usage *u, int argc, char **argv, struct options *ret)
{
	struct sck_err err = { 0 };

	if (options_parse(ret, &u->want, argc, argv, &err))
		return usage_error(u->name, STATUS_USAGE, &err);
	if (ret->help)
		return print_help(u);
	return ret->version ? print_version(u) : -1;
}
