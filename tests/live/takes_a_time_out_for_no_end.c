/*
 * recv with SO_RCVTIMEO fails with EAGAIN when nothing has come in time: the connection is whole. Who takes whatever is no byte for the peer's
 * end closes on a client that is only slow.
 *
 * Edge case: 90
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: socket(7), SO_RCVTIMEO; recv(2)
 */
#include "support/edge.h"
#include <errno.h>

static struct sck_peer *be_silent(struct sck_session *s, const char *how)
{
	struct sck_peer *client;

	sck_clock_auto(s);
	client = sck_connect(s, START(s, "waits_a_second_for_a_word", "{host}", "{port}", how));
	if (!edge_means())
		sck_send_text(client, "word");
	return client;
}

static void one_that_waits_again(void **state)
{
	struct sck_peer *client = be_silent(*state, "again");

	sck_expect_text(client, "?");
	assert_int_equal(seen_call(*state, "recv", 1)->error, EAGAIN);
	sck_send_text(client, "word");
	sck_expect_text(client, "word");
}

static void one_that_leaves(void **state)
{
	sck_expect_end(be_silent(*state, "leave"));
	assert_int_equal(seen_call(*state, "recv", 1)->error, EAGAIN);
}

static struct sck_peer *send_in_time(struct sck_session *s, const char *how)
{
	struct sck_peer *client;

	if (edge_means())
		sck_inject(s, "recv:error=EAGAIN:when=1");
	client = sck_connect(s, START(s, "waits_a_second_for_a_word", "{host}", "{port}", how));
	sck_send_text(client, "word");
	return client;
}

static void one_that_waits_again_by_a_rule(void **state)
{
	sck_expect_text(send_in_time(*state, "again"), "?word");
	assert_int_equal(seen_call(*state, "recv", 1)->error, EAGAIN);
}

static void one_that_leaves_by_a_rule(void **state)
{
	sck_expect_gone(send_in_time(*state, "leave"));
	assert_int_equal(seen_call(*state, "recv", 1)->error, EAGAIN);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_waits_again),
	EDGE_TESTS(one_that_leaves),
	EDGE_TESTS(one_that_waits_again_by_a_rule),
	EDGE_TESTS(one_that_leaves_by_a_rule),
};

LIVE_MAIN(tests)
