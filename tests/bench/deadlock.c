/*
 * How long it takes to call a deadlock one: from the last thing that happened to the verdict, with
 * everything that it says (each thread's call and source line). A client waits for a word from a
 * server that waits for one too.
 */
#include "support/timing.h"

#include "base/deadline.h"
#include "facts/verdict.h"
#include "run/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { ROUNDS = 50 };

static struct timing until_verdict;
static struct sck_session *waiting;
static int64_t last_event;

/* The server has begun its wait, and we have nothing more to send: from here on nothing will ever
 * happen. */
static void wait_for_each_other(void **state)
{
	const char *server = timing_built("assignments/tcp-echo-server/good/iterative");
	struct sck_program *p;
	struct sck_peer *peer;

	(void)state;
	waiting = sck_session_new(SCK_IPV4);
	p = sck_start(waiting,
		      &(struct sck_start){ .argv = (const char *const[]){ server, "{port}", NULL } });
	peer = sck_connect(waiting, p);
	sck_send_text(peer, "a word");
	sck_expect_text(peer, "a word");
	last_event = deadline_now();
	sck_expect_text(peer, "another");
}

static int note(void **state)
{
	const struct verdict *v = session_verdict(waiting);

	(void)state;
	if (v->kind == VERDICT_FAIL && v->cause == CAUSE_DEADLOCK)
		timing_add(&until_verdict, (double)(deadline_now() - last_event) / NS_PER_MS);
	sck_session_free(waiting);
	return 0;
}

/* The test must fail, which cmocka would say at length. */
static void run_quietly(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test_teardown(wait_for_each_other, note) };
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);

	if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
		_exit(1);
	for (int i = 0; i < ROUNDS; i++)
		cmocka_run_group_tests(tests, NULL, NULL);
	fflush(NULL);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
}

int main(void)
{
	timing_keep_to_one_processor();
	timing_go_before_others();
	run_quietly();
	printf("deadlock: milliseconds from the last event to the verdict, %zu of %d (load %.1f)\n",
	       until_verdict.count, ROUNDS, timing_load());
	printf("  median %.2f, most %.2f   (aim: below 50)\n", timing_median(&until_verdict),
	       timing_most(&until_verdict));
	return until_verdict.count == ROUNDS ? 0 : 1;
}
