/*
 * The options of all commands: one table, of which a command names the rows that it takes. Text in, a struct out; it opens
 * no file and prints nothing. What is wrong is said in one line: what, where, what is expected.
 */
#ifndef PLAN_OPTIONS_H
#define PLAN_OPTIONS_H

#include "base/err.h"
#include "plan/suite_plan.h"
#include <stdbool.h>

struct bytes;

enum option {
	OPTION_CASE = 1 << 0,
	OPTION_FAMILY = 1 << 1,
	OPTION_FORMAT = 1 << 2,
	OPTION_OUTPUT = 1 << 3,
	OPTION_JOBS = 1 << 4,
	OPTION_PORT = 1 << 5,
	OPTION_LIMIT = 1 << 6,
	OPTION_LIST = 1 << 7,
	OPTION_TRACE = 1 << 8,
	OPTION_RECORD = 1 << 9,
	OPTION_HELP = 1 << 10,    /* taken by every command */
	OPTION_VERSION = 1 << 11, /* likewise */
	OPTION_INJECT = 1 << 12,
	OPTION_SEED = 1 << 13,
	OPTION_FORCE = 1 << 14,
	OPTION_CALL_SITES = 1 << 15,
	OPTION_CLOCK = 1 << 16,
	OPTION_RATE = 1 << 17,
	OPTION_UNTRACED = 1 << 18,
	OPTION_FORMATS = 1 << 19,
	OPTION_FOLDER = 1 << 20,
	OPTION_BUILD = 1 << 21,
	OPTION_RUN = 1 << 22,
	OPTION_BUILD_LIMIT = 1 << 23,
	OPTION_ONLY = 1 << 24,
	OPTION_SINCE = 1 << 25,
	OPTION_RESUME = 1 << 26,
	OPTION_REPEAT = 1 << 27,
	OPTION_SHARD = 1 << 28,
	OPTION_COLUMNS = 1 << 29,
	OPTION_LADDER = 1 << 30,
	OPTION_LANG = 1U << 31,
};

enum {
	OPTIONS_WORDS = 2,
	OPTIONS_MORE = 4,
	OPTIONS_INJECT = OPTION_INJECT | OPTION_SEED | OPTION_FORCE,
	OPTIONS_CLOCK = OPTION_CLOCK | OPTION_RATE,
	OPTIONS_GRADING = OPTION_FORMATS | OPTION_FOLDER | OPTION_BUILD | OPTION_RUN |
			  OPTION_BUILD_LIMIT | OPTION_ONLY | OPTION_SINCE | OPTION_RESUME |
			  OPTION_REPEAT | OPTION_SHARD | OPTION_COLUMNS,
};

/* What a grading is asked to do, besides what its suite is asked. */
enum { GRADING_FORMATS = 16 }; /* so many times may --format be given */

struct grading {
	const char *folder;                   /* where the reports go; NULL: grades */
	const char *formats[GRADING_FORMATS]; /* of one more report of each student */
	size_t formats_count;
	const char *build, *run; /* commands; NULL: found out from the files */
	double build_limit;      /* seconds; 0: 120 */
	const char *only;        /* a glob of students; NULL: all */
	const char *since; /* the folder of an older grading, whose results hold where nothing has changed; NULL: none */
	bool resume;         /* go on with what is in the folder */
	int repeat;          /* so many times is each suite run; 0: once */
	int shard, shards;   /* this one, from 1, of so many; 0: all */
	const char *columns; /* of gradebook.csv; NULL: the usual */
	const char *policy;  /* the file that says how cases are marked; NULL: as the suite says */
};

struct options {
	struct suite_plan suite;
	struct grading grading;
	bool list, trace, call_sites, untraced, help, version;
	const char *record;
	const char *words[OPTIONS_WORDS]; /* what stands before -- and is no option */
	size_t words_count;
	size_t more_words_count; /* those behind them, in options_want.more_words */
};

/* What a command takes. */
struct options_want {
	unsigned options;                 /* rows of the table, enum option */
	const char *words[OPTIONS_WORDS]; /* what the words are, all needed: "SUITE" */
	const char **more_words; /* where the words behind those go, at least one, room for ARGC; NULL: there may be none */
	const char *more_words_are; /* "SUBMISSION" */
	bool command; /* -- PROGRAM [ARG]... must follow, but for --list, --help and --version */
	/* Options that are not in the table, asked one after the other; one without TAKE ends them. */
	struct options_more {
		/*
		 * WORDS[0] is one ("--send"), COUNT words are left of which none is behind the --, VALUE is what stood behind a =
		 * in it, or NULL. Returns how many words it took, 0 where it does not know the option, or a negative errno.
		 */
		int (*take)(void *arg, const char *name, const char *value,
			    const char *const *words, size_t count, struct sck_err *err);
		void *arg;
		void (*help)(struct bytes *to); /* appends a line for each; NULL: nothing */
	} more[OPTIONS_MORE];
};

/* Reads ARGV behind its first word. 0, or -EINVAL with the line in ERR. Nothing is checked any more once --help was seen. */
int options_parse(struct options *ret, const struct options_want *want, int argc, char *const *argv,
		  struct sck_err *err);

/* Appends a line for each option that is taken: "  --limit SECONDS    ...". */
void options_help(struct bytes *to, const struct options_want *want);

#endif
