/*
 * The journal of a sweep: what came of each run, a line each as it ends. A sweep takes from it what is there and makes the rest, so that one
 * that was cut goes on, and the journals of its shards together are the whole. Knows no file: who has it gives its text and a descriptor.
 */
#ifndef JUDGE_SWEEP_JOURNAL_H
#define JUDGE_SWEEP_JOURNAL_H

#include "base/err.h"
#include "judge/suite.h"

struct sweep_journal {
	void *lines;           /* a tree of them, see tsearch(3) */
	int fd;                /* where they are written to; -1: nowhere */
	struct sck_err failed; /* the first that could not be written; .code 0: none */
};

/*
 * Takes in TEXT, in which each line that is no run's has to be HEAD ("sockcheck-sweep 1 ..."). A last line without its end is no line: the
 * length of the others is in *RET_LEN. 0, or -EINVAL: it is of something else. The caller ends J with sweep_journal_done().
 */
int sweep_journal_read(struct sweep_journal *j, const char *head, const struct bytes *text,
		       size_t *ret_len, struct sck_err *err);
void sweep_journal_done(struct sweep_journal *j);

/* Was JOB made for the TIME-th time, from 0? Then *RET (verdict and probe) is what came of it, the caller's. */
bool sweep_journal_find(const struct sweep_journal *j, const struct suite_job *job, int time,
			struct result *ret);
/* Not one that broke: it said nothing, and is made again. */
void sweep_journal_add(struct sweep_journal *j, const struct suite_job *job, int time,
		       const struct result *row);

#endif
