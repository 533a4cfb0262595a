/*
 * Runs of `sockcheck check ... --format json`, as many side by side as there are processors, and their reports read. Knows the
 * report's shape, and nothing of what should stand in it.
 */
#ifndef SUPPORT_META_CHECK_H
#define SUPPORT_META_CHECK_H

#include "base/bytes.h"
#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

/* One case over one family. The words are the report's; cause is "" where there is none. */
struct meta_row {
	const char *name, *family, *verdict, *cause, *message, *dependency, *rerun;
};

struct meta_report {
	const char *verdict;
	int status; /* the exit status */
	struct meta_row *rows;
	size_t count;
};

struct meta_check {
	const char *const *argv; /* ends with NULL; the caller's. NULL: it is left out */
	/* What came of it: */
	struct bytes output, errors;
	int status;       /* as of wait(2) */
	int64_t took_for; /* ns, and the processor's: */
	int64_t cpu_for;
	struct meta_report report; /* once meta_check_read() has read it */
	void *json;                /* what its words stand in */
};

/* Blocks until all have ended; one that takes minutes is killed. */
void meta_checks_run(struct meta_check *checks, size_t count);
/* Reads CHECK's output into its report. 0 or -EINVAL with the reason, what it wrote on standard error in it. */
int meta_check_read(struct meta_check *check, struct sck_err *err);
void meta_check_done(struct meta_check *check);

#endif
