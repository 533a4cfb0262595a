/*
 * The class's page: who passes what, how the points are spread, what fails most; links to each student's page.
 */
#ifndef REPORT_HTML_CLASS_H
#define REPORT_HTML_CLASS_H

#include "report/gradebook.h"

/* LANG as words_get() takes it. The page stands beside the students' folders, each of which has its report.html. */
void html_class(struct bytes *to, const struct gradebook *g, const char *lang);

#endif
