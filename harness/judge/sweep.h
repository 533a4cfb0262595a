/*
 * The sweep: a suite's cases again and again, each time with one outcome at one call, until a run in which there was no such call any
 * more. What a correct program would have borne, and this one did not, is a finding.
 */
#ifndef JUDGE_SWEEP_H
#define JUDGE_SWEEP_H

#include "facts/outcome_line.h"
#include "judge/sweep_journal.h"

#define SWEEP_WHEN ":when="      /* stands in every rule of a sweep, a number behind it */
#define SWEEP_ON " from then on" /* ends the name of an outcome that lasts */

enum sweep_kind {
	SWEEP_CALLS = 1 << 0,        /* each outcome at each call */
	SWEEP_OFFSETS = 1 << 1,      /* less, the end, a reset at each byte of a stream */
	SWEEP_ORDER = 1 << 2,        /* each call behind all that others do */
	SWEEP_SURROUNDINGS = 1 << 3, /* what nobody asked for */
	SWEEP_LASTING = 1 << 4,      /* each outcome that can last, from each call on */
	SWEEP_FOUR = SWEEP_CALLS | SWEEP_OFFSETS | SWEEP_ORDER | SWEEP_SURROUNDINGS, /* unless told */
};

struct sweep_plan {
	const struct suite_plan *suite; /* cases, families, program, jobs, seed; its rerun is that of a case: "sockcheck", "check", ... */
	const char *const *rerun; /* the same of the sweep: "sockcheck", "sweep", ...; ends with NULL */
	unsigned kinds;           /* enum sweep_kind */
	int plausibility;         /* enum plausibility: outcomes up to this one */
	const char *rule;         /* this one alone, or this pair, as a finding has it; NULL: all */
	int64_t budget;           /* so many runs at most, drawn by the seed; 0: all */
	bool pairs; /* where an outcome has led to calls that no control has: then one of those that they could meet, too */
	bool no_snapshot; /* the program is started anew for each run; findings are made again so in any case */
	int shard, shards; /* of the runs that the controls suggest this part alone, from 1, of so many; 0: all */
	struct sweep_journal *journal; /* what is in there is not made again; NULL: none */
};

/* One place in the program, and an outcome there that it did not bear. */
struct sweep_finding {
	size_t run; /* the smallest that shows it (sweep_order.h), in the order of the sweep */
	struct bytes site;       /* "server.c:42 serve"; empty: not known */
	struct bytes source;     /* that line's text; empty: it cannot be had */
	const struct call *call; /* of the table */
	struct bytes outcome; /* "short=1", "short=1 from then on", "short=1 after connect:error=ECONNREFUSED" */
	int64_t when;              /* of that run */
	const char *name, *family; /* of its case */
	struct verdict verdict;    /* of that run; its ladder by sweep_ladder.h */
	struct bytes rerun;
	size_t count;   /* runs that show it */
	bool is_known;  /* it is accepted; the caller's to set */
	bool is_steady; /* it came again when the run was made again */
};

struct sweep_left_out { /* a case that was not swept */
	const char *name, *family;
	struct bytes calls; /* these alone, with spaces; empty: all */
	struct bytes why;
};

struct sweep {
	const char *suite;
	const char *const *program;
	size_t runs, planned, fired, absorbed, unreachable, broken;
	double seconds;
	struct sweep_finding *findings; /* in the order of sweep_order.h */
	size_t findings_count;
	struct outcome_lines lines;
	struct sweep_left_out *left_out;
	size_t left_out_count;
	bool is_ascii; /* for whoever shows it: nothing else can be shown */
};

/* Told as the planned runs end; may be NULL. */
typedef void sweep_watch(void *arg, size_t done, size_t planned);

/*
 * Blocks until all is done. The caller ends *RET with sweep_done(). -ENOENT: no case was chosen; -EINVAL: nothing that the program does can meet the rule.
 */
int sweep_run(const struct sck_suite *suite, const struct sweep_plan *plan, sweep_watch *watch,
	      void *arg, struct sweep *ret, struct sck_err *err);
void sweep_done(struct sweep *s);

#endif
