/*
 * A signal comes while connect waits: EINTR, and the attempt goes on without it. Who waits for its end, or connects again and takes EISCONN for
 * what it is (so other kernels answer; Linux waits for the attempt, says 0 once, and EISCONN from then on), has its connection.
 *
 * Edge case: 28
 * Families: ipv4 ipv6
 * Means: namespace, injected
 * Source: connect(2); POSIX.1-2017 connect()
 */
#include "support/edge.h"
#include "run/state.h"
#include <errno.h>
#include <signal.h>

static struct sck_program *begin(struct sck_session *s, const char *how)
{
	return START(s, "connects_though_interrupted", "{host}", "{port}", how);
}

static void expect_connection(struct sck_session *s, struct sck_peer *listener, struct sck_program *p)
{
	sck_expect_text(sck_accept(listener), "hello");
	sck_expect_exit(p, 0);
	edge_assert_interrupted(s, "connect", 1);
}

/* The listener's queue is full, so that connect waits. */
static void by_a_signal(struct sck_session *s, const char *how, bool goes_on)
{
	struct sck_peer *listener = sck_listen(s, &(struct sck_listen){ .full = edge_means() });
	struct sck_program *p = begin(s, how);

	if (edge_means()) {
		sck_until_parked(p);
		sck_signal(p, SIGUSR1);
		sck_until_parked(p);
	}
	if (goes_on)
		expect_connection(s, listener, p);
	else
		sck_expect_failure(p);
	edge_assert_interrupted(s, "connect", 1);
}

static void waits_for_its_end(void **state)
{
	by_a_signal(*state, "waits", true);
	assert_int_equal(seen_count(*state, "connect"), 1);
}

static void connects_again(void **state)
{
	by_a_signal(*state, "again", true);
	assert_int_equal(seen_call(*state, "connect", 2)->error, 0);
}

static void takes_it_for_a_failure(void **state)
{
	by_a_signal(*state, "fails", false);
}

static void by_a_rule(void **state)
{
	static const char *const right[] = { "waits", "again", NULL };

	for (const char *const *how = right; *how; how++) {
		struct sck_session *s = sck_session_new(sck_family(*state));

		if (edge_means())
			sck_inject(s, "connect:error=EINTR:when=1");
		expect_connection(s, sck_listen(s, NULL), begin(s, *how));
		sck_session_free(s);
	}
}

/* As other kernels answer, which Linux never does the first time: so the rule has to be forced upon it. */
static void finds_it_connected(void **state)
{
	static const char *const all[] = { "again", "strict" };

	for (int i = 0; i < 2; i++) {
		struct sck_session *s = sck_session_new(sck_family(*state));
		struct sck_peer *listener = sck_listen(s, NULL);
		struct sck_program *p;

		s->options.force = true;
		if (edge_means()) {
			sck_inject(s, "connect:error=EINTR:when=1");
			sck_inject(s, "connect:error=EISCONN:when=2");
		}
		p = begin(s, all[i]);
		if (i == 0)
			expect_connection(s, listener, p);
		else
			sck_expect_failure(p);
		assert_int_equal(seen_call(s, "connect", 2)->error, EISCONN);
		sck_session_free(s);
	}
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(waits_for_its_end),      EDGE_TESTS(connects_again),
	EDGE_TESTS(takes_it_for_a_failure), EDGE_TESTS(by_a_rule),
	EDGE_TESTS(finds_it_connected),
};

LIVE_MAIN(tests)
