/*
 * The report formats: one file and one function each, all of one shape. They get results and append text; where the text
 * goes is the caller's.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "facts/result.h"
#include <stdbool.h>

typedef void report_function(struct bytes *to, const struct results *r);

report_function report_text, report_text_coloured, report_tap, report_tap13, report_junit,
	report_json, report_json_line;
report_function report_gradescope, report_check50, report_prairielearn, report_classroom, report_autolab;
report_function report_annotations, report_summary, report_html;

/* A case as it stands in the JSON report, on one line that ends in "\n". */
void report_json_case(struct bytes *to, const struct result *row);

struct report {
	const char *name; /* as --format takes it */
	const char *file; /* what it is called in a folder of reports; NULL: it is for a pipe */
	report_function *write;
	bool streams; /* before it, a line of report_json_case() for each case when that ends; first their number: {"cases":111} */
	bool shows_ladder; /* and is therefore asked for it */
	bool is_page; /* in the reader's language (results.lang); all others are English, as what suites and verdicts say is */
	bool is_told_all; /* it is the teacher's, or says who may see what; the others get what redact.h leaves */
};
extern const struct report report_table[];
extern const size_t report_table_count;

/* "text, tap, ..."; of those alone that are a file of a folder of reports, if so wanted. */
void report_append_names(struct bytes *to, bool files_alone);

const struct report *report_find(const char *name); /* NULL: no such format */

#endif
