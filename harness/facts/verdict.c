/*
 * The words for verdicts and causes, and a verdict's end. The words stand in reports that other
 * programs read. Knows nothing of how a verdict is reached.
 */
#include "facts/verdict.h"

const char *verdict_name(enum verdict_kind kind)
{
	static const char *const names[] = {
		[VERDICT_PASS] = "PASS",
		[VERDICT_FAIL] = "FAIL",
		[VERDICT_SKIP] = "SKIP",
		[VERDICT_BROKEN] = "BROKEN",
	};

	return names[kind];
}

const char *cause_name(enum cause cause)
{
	static const char *const names[] = {
		[CAUSE_NONE] = NULL,       [CAUSE_BYTES] = "bytes",   [CAUSE_END] = "end",
		[CAUSE_EXIT] = "exit",     [CAUSE_SIGNAL] = "signal", [CAUSE_DEADLOCK] = "deadlock",
		[CAUSE_LIMIT] = "limit",   [CAUSE_CALLS] = "calls",   [CAUSE_LEAK] = "leak",
		[CAUSE_ZOMBIE] = "zombie", [CAUSE_SPIN] = "spin",     [CAUSE_MEMORY] = "memory",
		[CAUSE_ASSERT] = "assert", [CAUSE_BUILD] = "build",
	};

	return names[cause];
}

void verdict_done(struct verdict *v)
{
	bytes_done(&v->message);
	bytes_done(&v->want);
	bytes_done(&v->got);
	bytes_done(&v->detail);
	bytes_done(&v->errors);
	bytes_done(&v->ladder);
	*v = (struct verdict){ 0 };
}
