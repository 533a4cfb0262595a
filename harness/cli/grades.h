/*
 * The folder of a grading: each student's reports and the class's. What a student's results.json says is the truth; the rest is made from it, and
 * can be made again. Every file is whole or not there at all.
 */
#ifndef CLI_GRADES_H
#define CLI_GRADES_H

#include "judge/grade.h"
#include "report/report.h"

struct policy;

struct grades_row {
	struct results results; /* names, verdicts, causes, messages and points alone; no rows: not graded yet */
	char digest[65], how[17];
	bool is_left_out; /* by --only */
	size_t running;   /* cases of it just now */
	struct bytes unlike; /* the cases that did not fare the same in each run, with commas between; no hidden one's name */
};

struct grades {
	const char *folder;
	const char *assignment;
	const struct submissions *submissions;
	const char *how;     /* as results have it (facts/result.h) */
	struct lacks lacks;  /* the same */
	const char *lang;    /* of the pages; NULL: English */
	const char *columns; /* of gradebook.csv; NULL: the usual */
	const struct policy *policy; /* by which it is marked; NULL: as the suite says, or as it was marked before */
	const struct case_list *cases; /* of the suite; only with a policy */
	struct bytes policy_text; /* what is left of the policy in the folder; empty: nothing */
	/* Of each student's reports, besides the usual; ends with NULL. NULL: those that are there already. */
	const struct report *const *formats;
	struct grades_row *rows; /* one a submission */
	char **words;            /* what the rows' names point into */
	size_t words_count;
};

/* Makes the folder where it is not there. The caller ends it with grades_done(). */
int grades_open(struct grades *c, struct sck_err *err);
void grades_done(struct grades *c);

/* What an earlier grading, in FOLDER, has of this student. -ENOENT: nothing. Files are written anew where FOLDER is not the class's own. */
int grades_load(struct grades *c, size_t index, const char *folder, struct sck_err *err);
/* The students that FOLDER has results of; the path of each is FOLDER. The caller ends *ret with submissions_done(). */
int grades_students(const char *folder, struct submissions *ret, struct sck_err *err);
/* Writes the student's files. */
int grades_take(struct grades *c, size_t index, const struct graded *g, struct sck_err *err);
/* Adds a case to what there is of the student so far, for whoever looks before the end. */
int grades_add_case(struct grades *c, size_t index, const struct graded_case *one, struct sck_err *err);
/* Writes the files of the class; the page is for the end. */
int grades_write(const struct grades *c, bool with_page, struct sck_err *err);

/* A line a student, and the sum. */
void grades_append_table(const struct grades *c, struct bytes *to);
/* PASS: all of them; FAIL: one failed; else BROKEN where one broke. */
enum verdict_kind grades_verdict(const struct grades *c);

#endif
