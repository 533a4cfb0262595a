/*
 * A call is interrupted once, twice, fifty times in a row. Who makes it again in a loop has its message in the end; who counts gives up, and
 * who calls itself for each has no stack left.
 *
 * Edge case: 32
 * Families: ipv4 ipv6
 * Means: injected, peer
 * Source: signal(7); POSIX.1-2017 recv()
 */
#include "support/edge.h"
#include <signal.h>
#include <stdio.h>

enum { MOST = 50 };

static struct sck_program *begin(struct sck_session *s, const char *how, int times)
{
	char rule[64];

	snprintf(rule, sizeof(rule), "recv:error=EINTR:when=1..%d", times);
	if (edge_means())
		sck_inject(s, rule);
	return START(s, "repeats_interrupted_calls", "{host}", "{port}", "recv", how);
}

static void assert_interrupted(struct sck_session *s, int times)
{
	for (int n = 1; n <= times; n++)
		edge_assert_interrupted(s, "recv", n);
}

static void loops(void **state)
{
	for (int times = 1; times <= MOST; times++) {
		struct sck_session *s = sck_session_new(sck_family(*state));
		struct sck_peer *client = sck_connect(s, begin(s, "loop", times));

		sck_send_text(client, "hello");
		sck_expect_text(client, "hello");
		assert_interrupted(s, times);
		assert_int_equal(seen_call(s, "recv", times + 1)->result, 5);
		sck_session_free(s);
	}
}

static void loops_by_signals(void **state)
{
	struct sck_program *p =
		START(*state, "repeats_interrupted_calls", "{host}", "{port}", "recv", "loop");
	struct sck_peer *client = sck_connect(*state, p);

	for (int n = 1; n <= MOST; n++) {
		sck_until_parked(p);
		if (edge_means())
			sck_signal(p, SIGUSR1);
	}
	sck_until_parked(p);
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	assert_interrupted(*state, MOST);
}

static void counts(void **state)
{
	struct sck_program *p = begin(*state, "thrice", MOST);

	sck_connect(*state, p);
	sck_expect_failure(p);
	assert_interrupted(*state, 3);
}

static void calls_itself(void **state)
{
	struct sck_program *p = begin(*state, "itself", MOST);
	const struct record_event *killed;

	sck_connect(*state, p);
	sck_until_exit(p);
	killed = seen_event(*state, RECORD_KILLED, 1);
	assert_int_equal(killed->value, SIGSEGV);
	assert_interrupted(*state, 6);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(loops),
	EDGE_TESTS(loops_by_signals),
	EDGE_TESTS(counts),
	EDGE_TESTS(calls_itself),
};

LIVE_MAIN(tests)
