/*
 * A pool that is run again has the workers that it had: what a sweep's runs have made, a network and the lines of a program, serves those that
 * are planned by them. A worker that died meanwhile costs nobody his verdict.
 */
#include "base/err.h"
#include "judge/pool.h"
#include "judge/suite.h"
#include "support/live.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void says_who_it_is(void **state)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", (int)getpid());
	sck_fail(*state, number);
}

static const struct sck_case cases[] = { { .name = "says who it is", .run = says_who_it_is } };
static const struct sck_suite suite = { .name = "a suite", .families = SCK_NUMERIC, SCK_CASES(cases) };
static const char *const command[] = { "/bin/true", NULL };
static const struct suite_plan plan = {
	.families = SCK_IPV4 | SCK_IPV6, .command = command, .command_count = 1, .rerun = command, .jobs = 1
};

/* The worker that ran all of them. */
static pid_t run(struct pool *pool, size_t count)
{
	struct suite_task task = { .suite = &suite, .plan = &plan };
	struct result rows[2] = { 0 };
	struct suite_job *jobs = suite_choose(&suite, &plan, &task.jobs_count);
	pid_t worker = 0;

	assert_int_equal(task.jobs_count, 2);
	task.jobs_count = count;
	task.jobs = jobs;
	pool_run(pool, &task, 1, rows);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(rows[i].verdict.kind, VERDICT_FAIL);
		assert_true(!worker || worker == atoi(bytes_text(&rows[i].verdict.message)));
		worker = atoi(bytes_text(&rows[i].verdict.message));
		verdict_done(&rows[i].verdict);
	}
	free(jobs);
	return worker;
}

static void the_same_worker_serves_them_all(void **state)
{
	struct pool *pool = pool_new();
	const pid_t worker = run(pool, 2);

	(void)state;
	assert_true(worker > 0 && worker != getpid());
	assert_int_equal(run(pool, 1), worker);
	assert_int_equal(run(pool, 2), worker);
	pool_free(pool);
	assert_int_equal(kill(worker, 0), -1); /* it has ended, and is collected */
}

static void one_that_died_meanwhile_is_replaced(void **state)
{
	struct pool *pool = pool_new();
	const pid_t worker = run(pool, 1);
	siginfo_t info;

	(void)state;
	kill(worker, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)worker, &info, WEXITED | WNOWAIT), 0);
	assert_true(run(pool, 2) != worker);
	pool_free(pool);
}

static void none_is_needed_for_no_job(void **state)
{
	(void)state;
	pool_free(pool_new());
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_same_worker_serves_them_all),
	cmocka_unit_test(one_that_died_meanwhile_is_replaced),
	cmocka_unit_test(none_is_needed_for_no_job),
};

LIVE_MAIN(tests)
