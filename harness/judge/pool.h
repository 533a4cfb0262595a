/*
 * The parent's side of the workers: starts as many as are wanted, hands out the jobs in order, gathers the results, and puts a
 * fresh worker where one died. Between two runs of the same suite by the same plan the workers wait: what they have by then, a network
 * and the lines of the programs, they need not make again.
 */
#ifndef JUDGE_POOL_H
#define JUDGE_POOL_H

#include "judge/suite.h"

struct pool;

struct pool *pool_new(void);
void pool_free(struct pool *p); /* its workers end */

/*
 * Blocks until each of the task's jobs has its row in ROWS (verdict and seconds; the rest is the caller's). A job whose worker
 * died is BROKEN with what ended the worker. Never fails as a whole: where no worker can be had, the rows say so.
 */
void pool_run(struct pool *p, const struct suite_task *task, int workers, struct result *rows);

#endif
