/*
 * A signal comes while poll, select or epoll_wait waits: EINTR, even though its handler was set with SA_RESTART. Who waits for what is left of
 * the time-out keeps it; who waits for all of it again waits longer with each signal; who takes EINTR for a failure does not wait.
 *
 * Edge case: 29
 * Families: ipv4 ipv6
 * Means: injected, peer
 * Source: signal(7), "Interruption of system calls"; poll(2)
 */
#include "support/edge.h"
#include <signal.h>

static const char *const calls[] = { "poll", "select", "epoll", NULL };

static bool is_silent(struct sck_program *p)
{
	size_t len;

	sck_output(p, &len);
	return len == 0;
}

static void end_in_time(struct sck_session *s, struct sck_program *p)
{
	sck_clock_advance(s, 6 * SCK_SECOND - 1);
	assert_true(is_silent(p));
	sck_clock_advance(s, 1);
	sck_expect_exit(p, 0);
	live_assert_output(p, "nothing\n");
}

/* Four of ten seconds have gone when the signal comes. */
static void by_a_signal(struct sck_session *s, const char *call, const char *how)
{
	struct sck_program *p;

	sck_clock_auto(s);
	p = START(s, "keeps_its_time_out", "{host}", "{port}", call, how);
	sck_until_parked(p);
	sck_clock_advance(s, 4 * SCK_SECOND);
	if (edge_means())
		sck_signal(p, SIGUSR1);
	if (strcmp(how, "fails") == 0) {
		sck_expect_failure(p);
	} else if (strcmp(how, "left") == 0) {
		sck_until_parked(p);
		end_in_time(s, p);
	} else {
		sck_until_parked(p);
		sck_clock_advance(s, 10 * SCK_SECOND - 1);
		assert_true(is_silent(p));
	}
	edge_assert_interrupted(s, "wait", 1);
}

static void by_a_rule(struct sck_session *s, const char *call, const char *how)
{
	struct sck_program *p;

	sck_clock_auto(s);
	if (edge_means())
		sck_inject(s, "wait:error=EINTR:when=1");
	p = START(s, "keeps_its_time_out", "{host}", "{port}", call, how);
	if (strcmp(how, "fails") == 0) {
		sck_expect_failure(p);
	} else {
		sck_until_parked(p);
		sck_clock_advance(s, 4 * SCK_SECOND);
		end_in_time(s, p);
	}
	edge_assert_interrupted(s, "wait", 1);
}

static void each(void **state, void (*by)(struct sck_session *, const char *, const char *), const char *how)
{
	for (const char *const *call = calls; *call; call++) {
		struct sck_session *s = sck_session_new(sck_family(*state));

		by(s, *call, how);
		sck_session_free(s);
	}
}

static void keeps_it(void **state)
{
	each(state, by_a_signal, "left");
	each(state, by_a_rule, "left");
}

static void begins_it_anew(void **state)
{
	each(state, by_a_signal, "anew");
}

static void gives_it_up(void **state)
{
	each(state, by_a_signal, "fails");
	each(state, by_a_rule, "fails");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(keeps_it),
	EDGE_TESTS(begins_it_anew),
	EDGE_TESTS(gives_it_up),
};

LIVE_MAIN(tests)
