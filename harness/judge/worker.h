/*
 * A worker: the process in which cases run, one after another, as cmocka tests. It reads orders (order.h) from its socket
 * and writes a result line (wire.h) for each.
 */
#ifndef JUDGE_WORKER_H
#define JUDGE_WORKER_H

#include "judge/suite.h"

/* Runs in the worker until the other end of FD is closed; ends the process. Of TASK it knows the suite and the plan alone. CPU: the processor that it keeps to; -1: any. */
_Noreturn void worker_serve(int fd, const struct suite_task *task, int cpu);

#endif
