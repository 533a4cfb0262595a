/*
 * What a sweep wants to know of a run besides its verdict: what its calls could have met or what they met, and what became of the
 * program when the case was over. Taken in the worker, read in its parent.
 */
#ifndef JUDGE_PROBE_H
#define JUDGE_PROBE_H

#include "base/bytes.h"
#include "run/survey.h"

enum after {
	AFTER_NOTHING, /* there was no program, or the case ended it itself */
	AFTER_ENDED,   /* by itself, with the status */
	AFTER_KILLED,  /* by a signal that was not ours, or a child of it was */
	AFTER_STAYS,   /* it waits for what comes, and accepts no connections on {port} */
	AFTER_SERVES,  /* it has accepted one more connection */
	AFTER_DEAF,    /* it listens, and accepts none any more */
	AFTER_BUSY,    /* it does not come to rest */
	AFTER_LAST = AFTER_BUSY,
};

struct probe {
	enum after after;
	int status;        /* exit status or signal */
	bool counts_calls; /* the case acts at the n-th call: it means this very run */
	bool has_printed;  /* anything on standard output */
	bool has_fired;    /* the rule, or both of them */
	int held;          /* see held_count(): when all its peers were gone */
	int zombies;       /* children of it that nobody has waited for, likewise */
	int sources;       /* sockets that have brought it bytes */
	char fault[RULE_SITE]; /* where the memory of the program was misused; "": nowhere, or not known */
	char site[RULE_SITE]; /* of the call that it acted on, or the second one; "": not known */
	struct survey_chance *chances; /* of a run that was surveyed; their sites are places in SITES */
	size_t count;
	struct bytes sites;
	int64_t in, out; /* of a control run: see survey_lengths() */
};

/*
 * Ends the case's peers, looks what the program does, and appends it all; to LADDER, too, what came of the outcome (sweep_ladder.h; NULL:
 * nobody asks). RULE: what the run was made with, one rule or two with a space between; NULL: none. Blocks until everybody is at rest.
 */
void probe_take(struct bytes *to, struct sck_session *s, const char *rule, struct bytes *ladder);
/* Behind it: a report of a checker's names this place. */
void probe_note_fault(struct bytes *to, const char *site);
/* 0 or -EPROTO. The caller ends *RET with probe_done(). */
int probe_read(struct probe *ret, const struct bytes *from, struct sck_err *err);
void probe_done(struct probe *p);

static inline const char *probe_site(const struct probe *p, const struct survey_chance *c)
{
	return (const char *)p->sites.data + c->site;
}

#endif
