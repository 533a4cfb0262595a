/*
 * The rows of a run, gathered as people want to read them: the families of a case over which it fared alike are told once,
 * and what a case is worth is the sum of its families.
 */
#ifndef REPORT_GROUPS_H
#define REPORT_GROUPS_H

#include "facts/result.h"
#include <stdbool.h>

/* The rows of one case that fared alike. */
struct group {
	const struct result *first;
	struct bytes families; /* "ipv4 ipv6" */
	size_t others;         /* where the families behind the first begin in it */
	double points, max_points;
	double seconds; /* of the longest */
};

struct groups {
	struct group *rows; /* in the order of the results */
	size_t count;
	struct bytes families; /* all that the run was over, in order */
};

/* Points into R, which must outlive it. */
void groups_make(struct groups *ret, const struct results *r);
void groups_done(struct groups *g);

/* Were there families over which the case fared otherwise, or was not run? */
bool group_is_partial(const struct groups *all, const struct group *group);

/* One case: its groups and their sum. Zero before the first. */
struct group_case {
	const struct group *groups;
	size_t count;
	const char *name, *asks;
	/* It was not passed over each family that counts; FAIL, or not run for the failure of another. */
	bool has_failed;
	bool is_broken; /* the harness failed over one of them */
	double points, max_points, seconds;
};
/* The next case into *C. False: there is none. */
bool groups_next_case(const struct groups *g, struct group_case *c);

#endif
