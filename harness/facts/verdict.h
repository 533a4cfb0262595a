/*
 * The verdict on one case: what was wanted, what came, where everybody stood. Plain data; judge
 * fills it in, report prints it.
 */
#ifndef FACTS_VERDICT_H
#define FACTS_VERDICT_H

#include "base/bytes.h"

enum verdict_kind { VERDICT_PASS, VERDICT_FAIL, VERDICT_SKIP, VERDICT_BROKEN };
/* Of a FAIL. */
enum cause {
	CAUSE_NONE,
	CAUSE_BYTES,
	CAUSE_END,
	CAUSE_EXIT,
	CAUSE_SIGNAL,
	CAUSE_DEADLOCK,
	CAUSE_LIMIT,
	CAUSE_CALLS,
	CAUSE_LEAK,
	CAUSE_ZOMBIE,
	CAUSE_SPIN,
	CAUSE_MEMORY,
	CAUSE_ASSERT,
	CAUSE_BUILD,
	CAUSE_LAST = CAUSE_BUILD,
};

struct verdict {
	enum verdict_kind kind;
	enum cause cause;
	struct bytes message; /* one line: what broke, or the reason of a SKIP or BROKEN */
	struct bytes want;    /* quoted text; empty: nothing to compare */
	struct bytes got;
	/* Several lines: hex window, first difference, where every program stood. */
	struct bytes detail;
	struct bytes errors; /* the programs' standard error, its end, quoted line by line */
	struct bytes ladder; /* what steps and programs did, an array in JSON (judge/ladder.h); empty: nobody asked */
	char file[256]; /* of the step that was not met; "": unknown */
	int line;       /* 0: not known */
};

const char *verdict_name(enum verdict_kind kind); /* "PASS" */
const char *cause_name(enum cause cause);         /* "bytes"; NULL for CAUSE_NONE */
void verdict_done(struct verdict *v);

#endif
