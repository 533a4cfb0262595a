/*
 * A failure as HTML: all that a student needs to find it, on a card of its own.
 */
#ifndef REPORT_HTML_FAILURE_H
#define REPORT_HTML_FAILURE_H

#include "report/groups.h"

/* NUMBER: from 1; the card's ID is "failure-NUMBER". */
void html_failure(struct bytes *to, const struct group *group, size_t number, const char *lang);

#endif
