/*
 * The files of a sweep's journal: several, for shards each leave one, of which the first is written to.
 */
#ifndef CLI_JOURNAL_H
#define CLI_JOURNAL_H

#include "judge/sweep.h"

enum { JOURNAL_FILES = 256 }; /* so many times may --journal be given */

struct journal {
	const char *paths[JOURNAL_FILES];
	size_t count;
	bool resumes; /* --resume: what they have counts; else the first is begun anew */
	struct sweep_journal lines;
};

/*
 * For a sweep of SUITE by PLAN. Journals are of one sweep whose suite (this very file), program (each file that its command names) and whatever else
 * bears upon a single run are the same; which runs are chosen may differ. 0, or a negative errno with the line in ERR; the caller ends it with journal_done().
 */
int journal_open(struct journal *j, const char *suite, const struct suite_plan *plan, struct sck_err *err);
void journal_done(struct journal *j);

#endif
