/*
 * A result in plain words, for every format that has room for text: what was asked, what was wanted, what came, where
 * everybody stood, and the command that runs just this again. All of it is printable (plain.h).
 */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "report/groups.h"

/* What is said of a FAIL or BROKEN row below its message; each line behind INDENT. */
void explain_row(struct bytes *to, const struct result *row, const char *indent);
/* "FAIL (bytes) wanted 6 bytes, but others came" */
void explain_verdict(struct bytes *to, const struct result *row);
/* A case over all of its families: nothing where it passed over each. Lines end in "\n". */
void explain_case(struct bytes *to, const struct group_case *c);
/* "4 of 8 passed, 2 failed, 1 skipped, 1 broken: 2 of 3 points" */
void explain_sum(struct bytes *to, const struct results *r);
/* The same behind the name of the suite, and what a BROKEN case means. Lines end in "\n". */
void explain_run(struct bytes *to, const struct results *r);
/* "What the compiler said:" and the beginning of that, of what was built all the same; nothing where it said nothing. */
void explain_build(struct bytes *to, const struct results *r);
/* What BROKEN is, for those who see it in a sum; a line. Nothing where no row is. */
void explain_broken(struct bytes *to, const struct results *r);
size_t explain_count(const struct results *r, enum verdict_kind kind); /* how many rows fared so */
/* The first row that failed, else that is broken; NULL: none. */
const struct result *explain_first(const struct results *r);

#endif
