/*
 * What a broken program says of itself in its first comment, read strictly:
 *
 *	Breaks: GLOB       the cases that fail, at least one of the glob's in every family; the first with the cause
 *	May break: GLOB    cases that may fail besides, for any cause
 *	Cause: WORD        of the failure that the first Breaks names
 *	Bug: ID; SENTENCE  what is wrong with the program
 *	Families: WORD...  where it shows; elsewhere every case passes. Without the line: everywhere
 *
 * One line each, Breaks and May break as often as they are needed. Text in, a struct out.
 */
#ifndef SUPPORT_META_CLAIM_H
#define SUPPORT_META_CLAIM_H

#include "base/err.h"
#include <stddef.h>

enum { META_GLOBS = 16 };

struct meta_claim {
	const char *breaks[META_GLOBS], *may_break[META_GLOBS];
	size_t breaks_count, may_break_count;
	const char *cause, *bug;
	unsigned families; /* 0: every one */
	char *text;        /* what the words stand in */
};

/* SOURCE is the file's text. 0 or -EINVAL; meta_claim_done() ends it in either case. */
int meta_claim_parse(struct meta_claim *ret, const char *source, struct sck_err *err);
int meta_claim_read(struct meta_claim *ret, const char *path, struct sck_err *err);
void meta_claim_done(struct meta_claim *c);

#endif
