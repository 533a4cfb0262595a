/*
 * Threads share their process's descriptors: the n-th call that a rule means is counted over all of them, by descriptor where the rule names
 * one, and by thread only where it says so.
 *
 * Edge case: 112
 * Families: ipv4 ipv6
 * Means: injected
 * Source: pthreads(7); dup(2)
 */
#include "support/edge.h"

static void prints(struct sck_session *s, const char *how, const char *rule, const char *output)
{
	struct sck_program *p;

	if (edge_means())
		sck_inject(s, rule);
	p = START(s, "two_threads_take_turns", "{host}", "{port}", how);
	sck_send_text(sck_connect(s, p), "abcdefghijklmnopqrstuvwx");
	sck_expect_exit(p, 0);
	live_assert_output(p, output);
	sck_expect_injected(s);
}

static void of_one_descriptor(void **state)
{
	prints(*state, "same", "recv:short=1:when=4", "4 4 4 1 4 4 ");
}

/* 3 listens, 4 and 5 are the client's. */
static void of_the_one_that_is_named(void **state)
{
	prints(*state, "own", "recv:short=1:fd=5:when=2", "4 4 4 1 4 4 ");
}

/* The first thread is the process's own, which does not read. */
static void of_the_thread_that_is_named(void **state)
{
	prints(*state, "same", "recv:short=1:thread=2:when=2", "4 4 1 4 4 4 ");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(of_one_descriptor),
	EDGE_TESTS(of_the_one_that_is_named),
	EDGE_TESTS(of_the_thread_that_is_named),
};

LIVE_MAIN(tests)
