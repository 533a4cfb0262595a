/*
 * A datagram is longer than the room that it is taken into: the rest of it is gone for good, and the next call takes the next one. Who asks
 * (MSG_TRUNC) is told so; who does not takes the beginning for the whole.
 *
 * Edge case: 93
 * Families: ipv4 ipv6
 * Means: peer
 * Source: recv(2), MSG_TRUNC; udp(7)
 */
#include "support/edge.h"

static const char text[] = "a datagram of 28 bytes, whole";
enum { LEN = 28, ROOM = 8 };

static struct sck_peer *begin(struct sck_session *s, const char *how)
{
	struct sck_program *p = START(s, "takes_a_datagram_into_8_bytes", "{host}", "{port}", how);
	struct sck_peer *client = sck_datagrams_to(s, p);

	if (edge_means())
		sck_send_datagram(client, text, LEN);
	else
		sck_send_datagram(client, "short", 5);
	return client;
}

/* Nothing of the first is left for the second. */
static void expect_the_next(struct sck_peer *client)
{
	sck_send_datagram(client, "next", 4);
	sck_expect_datagram(client, "next", 4);
}

static void by_its_length(void **state)
{
	struct sck_peer *client = begin(*state, "length");

	sck_expect_datagram(client, "too long", 8);
	assert_int_equal(seen_call(*state, "recv", 1)->result, LEN);
	assert_int_equal(seen_call(*state, "recv", 1)->asked, ROOM);
	expect_the_next(client);
}

static void by_its_flag(void **state)
{
	struct sck_peer *client = begin(*state, "flag");

	sck_expect_datagram(client, "too long", 8);
	assert_int_equal(seen_call(*state, "recv", 1)->result, ROOM);
	expect_the_next(client);
}

/* It gets no other number than for a datagram of 8 bytes. */
static void or_not_at_all(void **state)
{
	struct sck_peer *client = begin(*state, "trusts");

	sck_expect_datagram(client, text, ROOM);
	assert_int_equal(seen_call(*state, "recv", 1)->result, ROOM);
	expect_the_next(client);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(by_its_length),
	EDGE_TESTS(by_its_flag),
	EDGE_TESTS(or_not_at_all),
};

LIVE_MAIN(tests)
