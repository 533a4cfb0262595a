/*
 * The parent's side of the workers: starts as many as are wanted, hands out the jobs in order, gathers the results, and puts a
 * fresh worker where one died.
 */
#ifndef JUDGE_POOL_H
#define JUDGE_POOL_H

#include "judge/suite.h"

/*
 * Blocks until each of the task's jobs has its row in ROWS (verdict and seconds; the rest is the caller's). A job whose worker
 * died is BROKEN with what ended the worker. Never fails as a whole: where no worker can be had, the rows say so.
 */
void pool_run(const struct suite_task *task, int workers, struct result *rows);

#endif
