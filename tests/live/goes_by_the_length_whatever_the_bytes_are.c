/*
 * Messages of NUL and 0xff bytes, an empty one, the longest that is allowed, and one byte more. A program that goes by the length gives back each of
 * them and refuses the last; one that takes a message for a string, an empty one for the end or any length for good does not.
 *
 * Edge case: 23
 * Families: ipv4 ipv6
 * Means: peer
 * Source: string(3) (a string ends at its NUL); recv(2) (0 is the end of the stream only)
 */
#include "support/edge.h"

enum { FIELD = 4, MOST = 1000 };

static uint8_t messages[4][FIELD + MOST + 1];
static const size_t lengths[4] = { 256, 0, MOST, MOST + 1 };
enum { EVERY_BYTE, EMPTY, LONGEST, TOO_LONG };

static size_t make(int which)
{
	const size_t len = lengths[which];

	messages[which][2] = (uint8_t)(len >> 8);
	messages[which][3] = (uint8_t)len;
	for (size_t i = 0; i < len; i++)
		messages[which][FIELD + i] = (uint8_t)(which == EVERY_BYTE ? 255 - i : i % 2 * 255);
	return FIELD + len;
}

/* Without its means an ordinary message stands in for it. */
static void send_message(struct sck_peer *client, int which)
{
	const size_t len = make(which);

	if (edge_means())
		sck_send(client, messages[which], len);
	else
		sck_send(client, "\0\0\0\2ok", 6);
}

static struct sck_peer *begin(struct sck_session *s, const char *how, struct sck_program **ret_server)
{
	*ret_server = START(s, "takes_messages", "{host}", "{port}", how);
	return sck_connect(s, *ret_server);
}

static void one_that_goes_by_the_length(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = begin(*state, "careful", &server);

	for (int which = EVERY_BYTE; which < TOO_LONG; which++) {
		send_message(client, which);
		sck_expect(client, messages[which], make(which));
	}
	sck_half_close(client);
	sck_expect_exit(server, 0);
	seen_assert_data(*state, seen_call(*state, "recv", 1), "\0\0\1\0", FIELD);
}

/* It says so, and has read no byte of it. */
static void one_that_refuses_one_byte_more(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = begin(*state, "careful", &server);

	send_message(client, TOO_LONG);
	sck_expect_failure(server);
	sck_expect_gone(client);
	assert_int_equal(seen_count(*state, "recv"), 1);
	seen_assert_data(*state, seen_call(*state, "recv", 1), "\0\0\3\351", FIELD);
}

static void one_that_trusts_any_length(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = begin(*state, "trusts", &server);

	send_message(client, TOO_LONG);
	sck_expect(client, messages[TOO_LONG], make(TOO_LONG));
}

/* Its first NUL ends it: 255 bytes of 256 are left. */
static void one_that_takes_it_for_a_string(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = begin(*state, "string", &server);

	send_message(client, EVERY_BYTE);
	sck_expect(client, "\0\0\0\377", FIELD);
	sck_expect(client, messages[EVERY_BYTE] + FIELD, 255);
}

static void one_that_takes_an_empty_one_for_the_end(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = begin(*state, "empty", &server);

	send_message(client, EMPTY);
	sck_expect_exit(server, 0);
	sck_expect_end(client);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_goes_by_the_length),
	EDGE_TESTS(one_that_refuses_one_byte_more),
	EDGE_TESTS(one_that_trusts_any_length),
	EDGE_TESTS(one_that_takes_it_for_a_string),
	EDGE_TESTS(one_that_takes_an_empty_one_for_the_end),
};

LIVE_MAIN(tests)
