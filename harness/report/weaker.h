/*
 * What a machine refuses that a run or a grading could have, in words for whoever reads its report.
 */
#ifndef REPORT_WEAKER_H
#define REPORT_WEAKER_H

#include "base/bytes.h"
#include "facts/result.h"

/* In LANG, as words_get() takes it, and without an end of line; nothing where nothing lacks. */
void weaker_append(struct bytes *to, const struct lacks *lacks, const char *lang);

#endif
