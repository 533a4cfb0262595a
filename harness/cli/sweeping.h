/*
 * The options of a sweep, and a sweep from its plan to its report. `sockcheck sweep` reads them once, to say what is wrong, and the suite,
 * which it becomes, again.
 */
#ifndef CLI_SWEEPING_H
#define CLI_SWEEPING_H

#include "cli/journal.h"
#include "cli/usage.h"

struct sweeping {
	struct sweep_plan plan;
	bool has_kind;        /* --kind was given */
	const char *format;   /* NULL: text */
	const char *baseline; /* a report whose findings are known; NULL: none */
	struct journal journal;
};

/* A suite's first word where `sockcheck sweep` has become it. */
#define SUITE_SWEEPS "--sweep"

enum {
	OPTIONS_SWEEP = OPTION_CASE | OPTION_FAMILY | OPTION_OUTPUT | OPTION_JOBS | OPTION_PORT |
			OPTION_LIMIT | OPTION_SEED | OPTIONS_CLOCK | OPTION_RESUME | OPTION_SHARD,
};

void sweeping_init(struct sweeping *s);
/* See options_want.more; ARG is a struct sweeping. */
int sweeping_take(void *arg, const char *name, const char *value, const char *const *words,
		  size_t count, struct sck_err *err);
void sweeping_append_options(struct bytes *to);
/* What --resume and --shard say. */
void sweeping_take_part(struct sweeping *s, const struct grading *asked);

/* Blocks until all is done; returns the exit status. PLAN's program has not been looked at yet; S's plan has its rerun. */
int sweeping_run(struct sweeping *s, const char *name, const struct sck_suite *suite,
		 const struct suite_plan *plan);

#endif
