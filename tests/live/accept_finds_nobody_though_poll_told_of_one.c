/*
 * Poll says that a connection waits, and when accept comes it is gone: another process that has the listener took it. A listener that does not
 * block answers EAGAIN and the server goes on with whom it has; one that blocks keeps it there, and nobody is served.
 *
 * Edge case: 53
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: accept(2), NOTES; select(2), BUGS
 */
#include "support/edge.h"
#include <errno.h>

/* The first client is with the server, and then the wait tells of another one. */
static struct sck_peer *tell_of_another(struct sck_session *s, struct sck_program *server)
{
	struct sck_peer *first = sck_connect(s, server);

	sck_send_text(first, "hello");
	sck_expect_text(first, "hello");
	sck_until_parked(server);
	sck_connect(s, server);
	sck_until_parked(server);
	sck_send_text(first, "again");
	return first;
}

static struct sck_peer *by_another_process(struct sck_session *s, const char *listener)
{
	const char *other = edge_means() ? "shared" : "alone";

	return tell_of_another(s, START(s, "accepts_what_poll_told", "{host}", "{port}", listener, other));
}

/* What a wait tells of by the rule, nobody ever was. */
static struct sck_peer *by_a_rule(struct sck_session *s, const char *listener)
{
	struct sck_program *server;
	struct sck_peer *first;

	if (edge_means())
		sck_inject(s, "wait:spurious:when=1");
	server = START(s, "accepts_what_poll_told", "{host}", "{port}", listener, "alone");
	first = sck_connect(s, server);
	sck_until_parked(server);
	sck_send_text(first, "again");
	return first;
}

static void goes_on_after_another_process(void **state)
{
	sck_expect_text(by_another_process(*state, "nonblocking"), "again");
	assert_true(seen_call(*state, "accept", 2)->result >= 0);
	assert_int_equal(seen_call(*state, "accept", 3)->error, EAGAIN);
	assert_int_not_equal(seen_call(*state, "accept", 2)->process,
			     seen_call(*state, "accept", 3)->process);
}

static void blocks_after_another_process(void **state)
{
	sck_expect_silence(by_another_process(*state, "blocking"));
	assert_true(seen_call(*state, "accept", 2)->result >= 0);
	assert_int_equal(seen_call(*state, "accept", 3)->ended_at, -1);
}

static void goes_on_after_nobody(void **state)
{
	sck_expect_text(by_a_rule(*state, "nonblocking"), "again");
	assert_int_equal(seen_call(*state, "accept", 2)->error, EAGAIN);
}

static void blocks_after_nobody(void **state)
{
	sck_expect_silence(by_a_rule(*state, "blocking"));
	assert_int_equal(seen_call(*state, "accept", 2)->ended_at, -1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(goes_on_after_another_process),
	EDGE_TESTS(blocks_after_another_process),
	EDGE_TESTS(goes_on_after_nobody),
	EDGE_TESTS(blocks_after_nobody),
};

LIVE_MAIN(tests)
