/*
 * A meta test as a whole: one cmocka test for each program of a kind, called "NAME/KIND/FILE". Every check is run before the first
 * test judges, so that they go side by side. Nothing is registered: what stands in the folders is run, and the last test
 * compares that with what make has built.
 */
#ifndef SUPPORT_META_RUN_H
#define SUPPORT_META_RUN_H

#include "meta_check.h"
#include "meta_judge.h"
#include "meta_programs.h"

struct meta_subject {
	const struct meta_program *program;
	unsigned families; /* that it is checked over */
	char *cases;       /* the glob of its cases that are run; NULL: all */
	struct meta_check check;
};

struct meta_kind {
	const char *name; /* "good" */
	/* Over which of the suite's families: ALL is what the cases that are run have. */
	unsigned (*families)(const struct meta_program *program, unsigned all);
	/* Which of its cases; the caller frees it. NULL, also instead of the function: all. */
	char *(*cases)(const struct meta_program *program);
	void (*judge)(struct meta_judgement *ret, const struct meta_subject *subject, bool may_skip);
};

/* One of FAMILIES, for the program always the same. */
unsigned meta_one_family(const struct meta_program *program, unsigned families);

/* The main function's work. Returns the exit status. */
int meta_run(const struct meta_kind *kind);

#endif
