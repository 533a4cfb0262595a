/*
 * The first write to a peer that has closed goes well and is answered by a reset; the second fails with EPIPE and raises SIGPIPE, which ends a
 * program that neither ignores it nor sends with MSG_NOSIGNAL.
 *
 * Edge case: 73
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: send(2); POSIX.1-2017 send(); signal(7)
 */
#include "support/edge.h"
#include <errno.h>
#include <signal.h>

static void prove(struct sck_session *s)
{
	assert_int_equal(seen_call(s, "send", 1)->result, 1);
	assert_int_equal(seen_call(s, "send", 2)->error, EPIPE);
}

static void survives(enum sck_family family, const char *how)
{
	struct sck_session *s = sck_session_new(family);
	struct sck_program *server = START(s, "writes_to_one_that_has_left", "{host}", "{port}", how);
	struct sck_peer *client = sck_connect(s, server);

	if (edge_means())
		sck_close(client);
	sck_expect_exit(server, 0);
	live_assert_output(server, "sent\nEPIPE\n");
	prove(s);
	sck_session_free(s);
}

static void without_the_signal(void **state)
{
	survives(sck_family(*state), "nosignal");
}

static void with_it_ignored(void **state)
{
	survives(sck_family(*state), "ignore");
}

static void is_ended(struct sck_session *s, struct sck_program *p)
{
	sck_until_exit(p);
	live_assert_output(p, "sent\n");
	prove(s);
	assert_int_equal(seen_event(s, RECORD_KILLED, 1)->value, SIGPIPE);
}

static void with_neither(void **state)
{
	struct sck_program *server =
		START(*state, "writes_to_one_that_has_left", "{host}", "{port}", "plain");
	struct sck_peer *client = sck_connect(*state, server);

	if (edge_means())
		sck_close(client);
	is_ended(*state, server);
}

/* A rule does it to a connection that is whole. */
static void by_a_rule(void **state)
{
	struct sck_program *p;

	if (edge_means())
		sck_inject(*state, "send:error=EPIPE:when=2");
	p = live_play(*state, "listen accept do=SS");
	sck_connect(*state, p);
	sck_expect_exit(p, 0);
	live_assert_output(p, "S 4\nS -1 EPIPE signal\n");
	assert_int_equal(seen_call(*state, "send", 2)->error, EPIPE);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(without_the_signal),
	EDGE_TESTS(with_it_ignored),
	EDGE_TESTS(with_neither),
	EDGE_TESTS(by_a_rule),
};

LIVE_MAIN(tests)
