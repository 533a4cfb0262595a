/*
 * A section of a student's page: which outcomes each call has met.
 */
#ifndef REPORT_HTML_OUTCOMES_H
#define REPORT_HTML_OUTCOMES_H

#include "facts/result.h"

void html_outcomes(struct bytes *to, const struct results *r); /* nothing where nobody asked */

#endif
