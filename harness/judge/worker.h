/*
 * A worker: the process in which cases run, one after another, as cmocka tests. It reads orders from its socket
 * and writes a result line (wire.h) for each.
 */
#ifndef JUDGE_WORKER_H
#define JUDGE_WORKER_H

#include "judge/suite.h"

/* What a worker is told to do. */
struct worker_order {
	uint32_t job;       /* its number */
	bool known_to_spin; /* the program, by a case before this one: see struct session_options */
};

/* Runs in the worker until the other end of FD is closed; ends the process. CPU: the processor that it keeps to; -1: any. */
_Noreturn void worker_serve(int fd, const struct suite_task *task, int cpu);

#endif
