/*
 * send with SO_SNDTIMEO to a peer that does not read returns how much was sent when the time is over, and fails with EAGAIN where that is
 * nothing. Who goes on behind it loses nothing; who takes a send that did not fail for all of it leaves the peer with a part.
 *
 * Edge case: 91
 * Families: ipv4 ipv6
 * Means: peer
 * Source: socket(7), SO_SNDTIMEO; send(2)
 */
#include "support/edge.h"
#include <errno.h>

enum { MUCH = 500000 };

static uint8_t bytes[MUCH];

static struct sck_peer *do_not_read(struct sck_session *s, const char *how)
{
	struct sck_program *server;
	struct sck_peer *client;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i % 251);
	sck_clock_auto(s);
	server = START(s, "sends_within_a_second", "{host}", "{port}", how);
	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	if (edge_means())
		sck_stop_reading(client);
	sck_shrink_buffers(client, 65536);
	sck_go_on(server);
	sck_clock_advance(s, SCK_SECOND);
	return client;
}

/* How much the first send has sent: a part. */
static size_t part_of(struct sck_session *s)
{
	int64_t sent = seen_call(s, "send", 1)->result;

	assert_true(sent > 0 && sent < MUCH);
	return (size_t)sent;
}

static void one_that_goes_on(void **state)
{
	struct sck_peer *client = do_not_read(*state, "rest");

	part_of(*state);
	sck_clock_advance(*state, SCK_SECOND);
	assert_int_equal(seen_call(*state, "send", 2)->error, EAGAIN);
	sck_read_again(client);
	sck_expect(client, bytes, sizeof(bytes));
	sck_expect_end(client);
}

static void one_that_does_not(void **state)
{
	struct sck_peer *client = do_not_read(*state, "whole");

	sck_read_again(client);
	sck_expect(client, bytes, part_of(*state));
	sck_expect_end(client);
	assert_int_equal(seen_count(*state, "send"), 1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_goes_on),
	EDGE_TESTS(one_that_does_not),
};

LIVE_MAIN(tests)
