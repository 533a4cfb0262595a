/*
 * A slot of the grader: one submission at a time, from what was handed in to its results. grade.c has several side by side; it waits,
 * a slot never does.
 */
#ifndef JUDGE_GRADE_SLOT_H
#define JUDGE_GRADE_SLOT_H

#include "judge/grade.h"
#include "judge/jsonfile.h"
#include <sched.h>
#include <stdint.h>
#include <sys/types.h>

enum slot_stage { SLOT_FREE, SLOT_BUILDS, SLOT_JUDGES, SLOT_ENDED, SLOT_PASSED_OVER };

struct slot {
	const struct grade_plan *plan;
	const struct grade_watch *watch;
	cpu_set_t cpus;
	int jobs; /* of its suite */

	const char *cgroup; /* of its sandboxes; "": none */
	long killed;        /* cgroup_killed() when the sandbox began */
	uid_t user;         /* of its submissions, where they have one; else 0 */
	int fd_user;        /* that it is ours */
	char home[32];      /* "": none */

	enum slot_stage stage;
	size_t index;
	const struct submission *submission;
	pid_t pid, feeder; /* the sandbox, and what packs a folder for it; 0: none */
	int fd_process, fd_report, fd_errors, fd_built, fd_coverage; /* -1: none */
	int fd_unread;       /* what the feeder said of files that it could not read; -1: none */
	bool is_unread;      /* there were some */
	int64_t deadline_at; /* 0: none */
	bool is_overdue;
	struct bytes report; /* what came of the line that has not ended yet */
	struct bytes errors, words, last; /* standard error of the stage; the compiler's words; the suite's report */
	char digest[65], failure[512];
	bool has_started, has_begun, is_built; /* the sandbox; what the submission has a say in; its end */
	bool is_lacking;                 /* this machine lacks what it would be built or run with */
	bool without[GRADE_INSTRUMENTS]; /* its language does not allow it */
	int runs;
	size_t cases_ended, cases_count;
	struct jsonfile file;
	struct results results; /* of what was not run */
	const char **unlike;
	size_t unlike_count;
};

void slot_init(struct slot *s, const struct grade_plan *plan, const struct grade_watch *watch);
void slot_begin(struct slot *s, const struct submission *submission, size_t index);
void slot_read(struct slot *s); /* something can be read, or its time is over */
void slot_step(struct slot *s); /* its sandbox has ended: on to what comes next */
void slot_stop(struct slot *s); /* its sandbox ends, and blocks until it has */
void slot_done(struct slot *s); /* its results go; it is free again */

#endif
