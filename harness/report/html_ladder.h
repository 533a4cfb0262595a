/*
 * The ladder of a failed case as HTML: what the test and the programs did, from top to bottom.
 */
#ifndef REPORT_HTML_LADDER_H
#define REPORT_HTML_LADDER_H

#include "facts/verdict.h"
#include "report/ladder_rows.h"
#include <stdbool.h>

/* Appends nothing where V has no ladder, or one that cannot be read. Folded up unless IS_OPEN; the verdict's message ends it. */
void html_ladder(struct bytes *to, const struct verdict *v, bool is_open, const char *lang);
/* The same of rows that have been read; MESSAGE may be empty. */
void html_ladder_rows(struct bytes *to, const struct ladder_rows *rows, const struct bytes *message,
		      const char *lang);

#endif
