/*
 * The results of a suite's run, as every report format gets them. Plain data.
 */
#ifndef FACTS_RESULT_H
#define FACTS_RESULT_H

#include "facts/outcome_line.h"
#include "facts/verdict.h"
#include <stdbool.h>
#include <stdint.h>

/* Who may see how a case fared: Gradescope's words, of which other formats know the first and take the rest for hidden. */
enum visibility {
	VISIBILITY_VISIBLE,
	VISIBILITY_HIDDEN,
	VISIBILITY_AFTER_DUE_DATE,
	VISIBILITY_AFTER_PUBLISHED,
	VISIBILITIES
};
const char *visibility_name(enum visibility visibility); /* "after_due_date" */
int visibility_find(const char *name);                   /* -1: there is no such word */

struct result {
	const char *name;        /* of the case; the suite's storage */
	const char *family;      /* "ipv6" */
	const char *asks, *hint; /* of the case; the suite's storage; NULL: none */
	const char *dependency; /* the basic case for whose failure it was not run; NULL: it was run */
	struct verdict verdict;
	enum visibility visibility;
	double points, max_points;
	double seconds;
	bool has_spun; /* it failed, and a program of it used up a bound on processor time and got nowhere with it */
	struct bytes rerun; /* the shell command that runs just this case again */
	char file[256];     /* where the case stands in the suite; "": unknown */
	int line;
	struct bytes probe; /* what a worker says of the run besides: judge/probe.h in a sweep, else judge/outcomes.h */
};

/* Which of its lines and functions were run, by gcov. */
struct coverage {
	int64_t lines, lines_hit, functions, functions_hit; /* no lines: nobody asked, or it could not be */
};

/* What a run or a grading could not have, with the machine's reason; NULL: it had it. */
struct lacks {
	const char *sandbox, *tracing;
};

struct results {
	const char *suite;
	const char *const *program; /* argv as it was given; ends with NULL */
	struct result *rows;        /* in the order of the suite: case by case, family by family */
	size_t count;
	double seconds;
	const char *lang; /* of the reports that people read: "en" or "fr"; NULL: English */
	const char *student, *digest; /* whose program, and the SHA-256 of its files and of how it was graded; NULL: outside a grading */
	const char *how; /* a sum of the suite and of what it was asked, of the build too; NULL: outside a grading */
	struct lacks lacks; /* by a grading */
	const char *const *unlike; /* cases that fared otherwise in another run; ends with NULL; NULL: none */
	struct coverage coverage;
	struct outcome_lines outcomes; /* none: nobody asked */
	const char *build; /* what its compiler had to say; NULL: it was not built here */
};

enum verdict_kind results_verdict(const struct results *r); /* FAIL before BROKEN before PASS; SKIP only if all are */
double results_points(const struct results *r);
double results_max_points(const struct results *r);
void results_done(struct results *r);

#endif
