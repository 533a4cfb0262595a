/*
 * What cmocka printed about a test that failed by an assertion of the suite's own.
 */
#ifndef JUDGE_ASSERTION_H
#define JUDGE_ASSERTION_H

#include "facts/verdict.h"

/* From PRINTED, cmocka's output of one test: the message in one printable line, the file and the line. */
void assertion_read(struct verdict *to, const char *printed);

#endif
