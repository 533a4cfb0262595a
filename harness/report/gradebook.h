/*
 * The class: every student's results side by side, as a table for a spreadsheet, for a terminal and for a program. It is
 * given results; where they come from, and where its text goes, are the caller's.
 */
#ifndef REPORT_GRADEBOOK_H
#define REPORT_GRADEBOOK_H

#include "facts/result.h"
#include <stdbool.h>

struct sck_err;

struct gradebook_row {
	const char *student; /* hostile, as all that is in a submission */
	const char *folder; /* of the student's own reports, below that of the class; NULL: as STUDENT */
	const struct results *results; /* NULL: there are none, which is no verdict on the program */
};

struct gradebook {
	const char *assignment;
	const struct gradebook_row *rows; /* in the order in which they are shown */
	size_t count;
	size_t left; /* students who are not through yet, and not among ROWS */
};

/* What gradebook_csv() takes where no columns were asked for. */
extern const char gradebook_columns[];

/*
 * Appends CSV (RFC 4180) with a line of names. COLUMNS is a list with commas; NULL: gradebook_columns. 0, or -EINVAL with ERR
 * naming the column that is unknown and those that there are; then nothing was appended. A text that a spreadsheet would take
 * for a formula stands behind an apostrophe.
 */
int gradebook_csv(struct bytes *to, const struct gradebook *g, const char *columns, struct sck_err *err);
/* A line a student (verdict, points, first failure), then the sum. */
void gradebook_text(struct bytes *to, const struct gradebook *g);
/* The class as JSON: who has which verdict and points, and where the student's own results are. */
void gradebook_json(struct bytes *to, const struct gradebook *g);

/* "ok", "failed" or NULL, which is neither: the grading broke before. Where it is not "ok" the first row says why, and no case was run. */
const char *gradebook_build(const struct results *r);

#endif
