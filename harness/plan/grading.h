/*
 * What a grading is asked to do, besides what its suite is asked (suite_plan.h). Plain data: options fills it in. Every pointer is into argv.
 */
#ifndef PLAN_GRADING_H
#define PLAN_GRADING_H

#include <stdbool.h>
#include <stddef.h>

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
};

#endif
