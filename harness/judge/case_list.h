/*
 * What a suite says of its cases (--list), and from it the results of a program that could not even be built.
 */
#ifndef JUDGE_CASE_LIST_H
#define JUDGE_CASE_LIST_H

#include "base/err.h"
#include "facts/result.h"

struct case_list_row {
	const char *name, *families, *asks; /* families: their names, a space between */
	double points;
};

struct case_list {
	struct case_list_row *rows;
	size_t count;
	struct bytes text; /* what the rows point into */
};

/*
 * Starts the suite's program at PATH with --list and OPTIONS (--case, --family; ends with NULL), and blocks until it has ended. The caller ends
 * *ret with case_list_done().
 */
int case_list_read(struct case_list *ret, const char *path, const char *const *options,
		   struct sck_err *err);
void case_list_done(struct case_list *l);

/* What the row of a program that could not be built is called. */
extern const char case_list_builds[];

/*
 * The results where nothing was run: a first row that says so (case "builds", of that verdict), and each case over each family SKIPped for it; their points
 * are lost where the verdict is FAIL, and count for nothing where it is BROKEN. The caller ends them with results_done().
 */
void case_list_unbuilt(const struct case_list *l, enum verdict_kind kind, const char *why,
		       struct results *ret);

/* A case's name as the list has it, which lives as long as the list; NULL: it is not there. */
const char *case_list_name(const struct case_list *l, const char *name);

#endif
