/*
 * What every command and every suite does alike: its own --help and --version, one line on an error, the exit status.
 */
#ifndef CLI_USAGE_H
#define CLI_USAGE_H

#include "facts/verdict.h"
#include "plan/options.h"

enum status {
	STATUS_PASS = 0,
	STATUS_FAIL = 1,
	STATUS_USAGE = 2,
	STATUS_SKIP = 77,
	STATUS_BROKEN = 99,
};

struct usage {
	const char *name;     /* "sockcheck run": stands before every error */
	const char *synopsis; /* what follows the name */
	const char *about;    /* a paragraph, its lines broken already */
	struct options_want want;
	void (*append_more)(struct bytes *to); /* behind the options in the help; NULL: nothing */
};

int usage_status(enum verdict_kind verdict); /* the exit status that says it */

/* Reads argv. -1: go on; else the exit status, and what there was to say has been said. */
int usage_parse(const struct usage *u, int argc, char **argv, struct options *ret);

/* Prints "NAME: TEXT" on standard error and returns STATUS. */
int usage_error(const char *name, int status, const struct sck_err *err);

/* Is FD a terminal that shows colours, to somebody who wants them (no-color.org)? */
bool usage_colours(int fd);
/* Is the encoding of the environment's locale UTF-8 (LC_ALL, LC_CTYPE, LANG)? Else nothing but ASCII is drawn. */
bool usage_speaks_utf8(void);

/* Writes TEXT to FD whole. STATUS_PASS, or STATUS_BROKEN after an error line. */
int usage_write(const char *name, int fd, const struct bytes *text);

#endif
