/*
 * Submissions: what was handed in, by whom. Finds them from the words of a command line; unpacks none.
 */
#ifndef JUDGE_SUBMISSION_H
#define JUDGE_SUBMISSION_H

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>

enum submission_kind { SUBMISSION_FOLDER, SUBMISSION_ARCHIVE, SUBMISSION_FILE };

struct submission {
	enum submission_kind kind;
	char *path;    /* absolute, without symbolic links */
	char *student; /* a file name of printable characters, unlike every other's */
};

/* What a folder was taken for where its files do not say it for sure. */
enum submissions_guess {
	SUBMISSIONS_NO_GUESS,
	SUBMISSIONS_ONE_PROGRAM,
	SUBMISSIONS_EACH_SOURCE, /* a program of its own */
};

struct submissions {
	struct submission *list; /* by the student's name */
	size_t count;
	enum submissions_guess guess;
};

/*
 * WORDS are folders, archives and files. One word alone that is a folder holds them all, unless it is one program: it has a Makefile, or a source and neither
 * an archive nor a folder with a program beside it, nor are its sources a program each (judge/sources). IS_TOLD: how a program is built or run is known, so they
 * are of one. 0, or a negative errno with the word in ERR; the caller ends RET with submissions_done() in either case.
 */
int submissions_find(struct submissions *ret, const char *const *words, size_t count, bool is_told,
		     struct sck_err *err);
/* A folder with a source or a Makefile, an archive or a file. */
bool submission_is_program(const struct submission *s);
void submissions_done(struct submissions *s);

#endif
