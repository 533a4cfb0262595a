/*
 * What checks a program's memory (AddressSanitizer, UndefinedBehaviorSanitizer, valgrind) wrote, as a verdict. Knows their texts alone.
 */
#ifndef JUDGE_MEMORY_REPORT_H
#define JUDGE_MEMORY_REPORT_H

#include "base/bytes.h"
#include <stdbool.h>

struct memory_fault {
	struct bytes what; /* "AddressSanitizer: heap-buffer-overflow", without what differs from run to run */
	struct bytes place; /* "server.c:31", of the first frame in a source that was compiled with -g; empty: unknown */
	struct bytes function; /* of that line; empty: unknown */
	struct bytes lines;    /* the report, cut behind its first fault's most telling lines */
};

/* The first fault in TEXT. False: there is none, a warning is not. The caller ends *ret with memory_fault_done() where there is. */
bool memory_report_read(struct bytes *text, struct memory_fault *ret);
void memory_fault_done(struct memory_fault *f);

#endif
