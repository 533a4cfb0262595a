/*
 * What the options of grade come to: the words for its suite, the submissions that are meant, the reports of each student.
 */
#ifndef CLI_GRADE_ASKED_H
#define CLI_GRADE_ASKED_H

#include "cli/grades.h"
#include "plan/options.h"

enum { GRADE_ASKED_OPTIONS = 48, GRADE_ASKED_FORMATS = GRADING_FORMATS + 2 };

/* The words that the suite is to be given, in LIST, which has room for GRADE_ASKED_OPTIONS; TEXTS holds the numbers among them. */
void grade_asked_options(const struct suite_plan *plan, const char **list, char texts[2][32]);
/* -EINVAL: reports would lie beside the files of a submission, or beside submissions, and the next run would take them for some. */
int grade_asked_output(const struct grading *asked, const struct submissions *s, struct sck_err *err);
/* Of S the I-th of N parts is left, without the folders of the reports, and of --since. -ENOENT: --only means none of it. */
int grade_asked_submissions(const struct grading *asked, struct submissions *s, struct sck_err *err);
/* -ENOENT: the folder of --since is not there; all would be graded again without a word. */
int grade_asked_since(const struct grading *asked, struct sck_err *err);
/* In LIST, which has room for GRADE_ASKED_FORMATS and ends with NULL; the page and the results are always there. */
int grade_asked_formats(const struct grading *asked, const struct report **list, struct sck_err *err);

#endif
