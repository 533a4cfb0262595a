/*
 * A wait says that a descriptor is ready, and there is nothing: a read that blocks holds everybody up, one that does not meets EAGAIN, and the
 * program waits again.
 *
 * Edge case: 82
 * Families: ipv4 ipv6
 * Means: injected, peer
 * Source: select(2), BUGS; POSIX.1-2017 recv()
 */
#include "support/edge.h"
#include <errno.h>

static struct sck_peer *second_of(struct sck_session *s, const char *how)
{
	struct sck_program *server = START(s, "reads_what_poll_promised", "{host}", "{port}", how);
	struct sck_peer *second;

	sck_connect(s, server);
	second = sck_connect(s, server);
	sck_until_parked(server);
	sck_send_text(second, "hello");
	return second;
}

static void one_that_does_not_block(void **state)
{
	if (edge_means())
		sck_inject(*state, "wait:spurious:when=1");
	sck_expect_text(second_of(*state, "nonblock"), "hello");
	assert_int_equal(seen_call(*state, "recv", 1)->error, EAGAIN);
	assert_int_equal(seen_call(*state, "recv", 1)->fd, seen_call(*state, "accept", 1)->result);
}

static void one_that_blocks(void **state)
{
	if (edge_means())
		sck_inject(*state, "wait:spurious:when=1");
	sck_expect_silence(second_of(*state, "block"));
	assert_int_equal(seen_call(*state, "recv", 1)->ended_at, -1);
	assert_int_equal(seen_call(*state, "recv", 1)->fd, seen_call(*state, "accept", 1)->result);
}

/* The wait was right, and what it told of is gone until the read. */
static void one_whose_read_finds_nothing(void **state)
{
	if (edge_means())
		sck_inject(*state, "recv:spurious:when=1");
	sck_expect_text(second_of(*state, "nonblock"), "hello");
	assert_int_equal(seen_call(*state, "recv", 1)->error, EAGAIN);
	assert_int_equal(seen_wait(*state, 2)->result, 1);
}

/* Both processes are told of the client before either of them takes him. */
static void greet_one_of_two(struct sck_session *s, const char *how)
{
	struct sck_program *server;
	struct sck_peer *client;

	sck_clock_auto(s);
	sck_inject(s, "accept:delay=1s");
	server = START(s, "shares_a_listener", "{host}", "{port}", how);
	sck_until_parked(server);
	if (!edge_means())
		return;
	client = sck_connect(s, server);
	sck_expect_text(client, "hello");
	sck_expect_end(client);
	sck_clock_advance(s, 2 * SCK_SECOND); /* past the other's accept */
}

static void two_that_do_not_block(void **state)
{
	greet_one_of_two(*state, "nonblock");
	assert_int_equal(seen_count(*state, "accept"), 2);
	assert_true(seen_call(*state, "accept", 1)->error == EAGAIN ||
		    seen_call(*state, "accept", 2)->error == EAGAIN);
	assert_int_equal(seen_count_waits(*state), 4);
	assert_int_equal(seen_wait(*state, 3)->ended_at, -1);
	assert_int_equal(seen_wait(*state, 4)->ended_at, -1);
}

static void two_that_block(void **state)
{
	greet_one_of_two(*state, "block");
	assert_int_equal(seen_count(*state, "accept"), 2);
	assert_true(seen_call(*state, "accept", 1)->ended_at < 0 ||
		    seen_call(*state, "accept", 2)->ended_at < 0);
	assert_int_equal(seen_count_waits(*state), 3);
	assert_int_equal(seen_wait(*state, 1)->result, 1);
	assert_int_equal(seen_wait(*state, 2)->result, 1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_does_not_block),
	EDGE_TESTS(one_that_blocks),
	EDGE_TESTS(one_whose_read_finds_nothing),
	EDGE_TESTS(two_that_do_not_block),
	EDGE_TESTS(two_that_block),
};

LIVE_MAIN(tests)
