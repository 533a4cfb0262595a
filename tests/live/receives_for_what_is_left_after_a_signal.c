/*
 * A signal comes while recv waits on a socket with SO_RCVTIMEO: EINTR, even though its handler was set with SA_RESTART. Who receives for what is left
 * of the time-out keeps it; who receives for all of it again waits longer with each signal; who takes EINTR for a failure gets nothing.
 *
 * Edge case: 31
 * Families: ipv4 ipv6
 * Means: peer
 * Source: signal(7), "Interruption of system calls"; socket(7), SO_RCVTIMEO
 */
#include "support/edge.h"
#include <signal.h>

static struct sck_program *begin(struct sck_session *s, const char *how)
{
	return START(s, "keeps_its_time_out", "{host}", "{port}", "recv", how);
}

static void interrupt(struct sck_program *p)
{
	if (edge_means())
		sck_signal(p, SIGUSR1);
}

static bool is_silent(struct sck_program *p)
{
	size_t len;

	sck_output(p, &len);
	return len == 0;
}

/* Four of ten seconds have gone when the signal comes. */
static struct sck_program *interrupted_after_four(struct sck_session *s, const char *how)
{
	struct sck_program *p;

	sck_clock_auto(s);
	p = begin(s, how);
	sck_until_parked(p);
	sck_clock_advance(s, 4 * SCK_SECOND);
	interrupt(p);
	sck_until_parked(p);
	return p;
}

static void keeps_it(void **state)
{
	struct sck_program *p = interrupted_after_four(*state, "left");

	sck_clock_advance(*state, 6 * SCK_SECOND - 1);
	assert_true(is_silent(p));
	sck_clock_advance(*state, 1);
	sck_expect_exit(p, 0);
	live_assert_output(p, "nothing\n");
	edge_assert_interrupted(*state, "recv", 1);
}

static void begins_it_anew(void **state)
{
	struct sck_program *p = interrupted_after_four(*state, "anew");

	sck_clock_advance(*state, 10 * SCK_SECOND - 1);
	assert_true(is_silent(p));
	edge_assert_interrupted(*state, "recv", 1);
}

/* By the kernel's clock. */
static void gets_what_comes_then(void **state)
{
	struct sck_program *p = begin(*state, "left");
	struct sck_peer *sender = sck_datagrams_to(*state, p);

	sck_until_parked(p);
	interrupt(p);
	sck_until_parked(p);
	sck_send_datagram(sender, "hello", 5);
	sck_expect_exit(p, 0);
	live_assert_output(p, "hello\n");
	edge_assert_interrupted(*state, "recv", 1);
}

static void gives_it_up(void **state)
{
	struct sck_program *p = interrupted_after_four(*state, "fails");

	sck_expect_failure(p);
	edge_assert_interrupted(*state, "recv", 1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(keeps_it),
	EDGE_TESTS(begins_it_anew),
	EDGE_TESTS(gets_what_comes_then),
	EDGE_TESTS(gives_it_up),
};

LIVE_MAIN(tests)
