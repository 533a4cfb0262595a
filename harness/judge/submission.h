/*
 * Submissions: what was handed in, by whom. Finds them from the words of a command line; opens none.
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

struct submissions {
	struct submission *list; /* by the student's name */
	size_t count;
};

/*
 * WORDS are folders, archives and files. One word alone that is a folder holds them all, unless it is one program: it has a Makefile, or a source and neither
 * an archive nor a folder with a program beside it. 0, or a
 * negative errno with the word in ERR; the caller ends RET with submissions_done() in either case.
 */
int submissions_find(struct submissions *ret, const char *const *words, size_t count, struct sck_err *err);
void submissions_done(struct submissions *s);

#endif
