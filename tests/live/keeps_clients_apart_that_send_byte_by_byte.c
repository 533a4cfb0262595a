/*
 * Eight clients send a line each at the same time, a byte of one after a byte of the other. Each gets its own line back from a server that
 * keeps a buffer for each; where all share one, the first to end its line gets everybody's.
 *
 * Edge case: 59
 * Families: ipv4 ipv6
 * Means: peer
 * Source: recv(2); poll(2)
 */
#include "support/edge.h"

enum { CLIENTS = 8, LEN = 6 };

static struct sck_peer *clients[CLIENTS];

static void send_part(int i, size_t at, size_t len)
{
	char line[LEN] = { 'l', 'i', 'n', 'e', (char)('A' + i), '\n' };

	sck_send(clients[i], line + at, len);
	sck_drained(clients[i]);
}

static void interleave(struct sck_session *s, const char *how)
{
	struct sck_program *server = START(s, "joins_lines", "{host}", "{port}", how);
	const size_t part = edge_means() ? 1 : LEN;

	for (int i = 0; i < CLIENTS; i++)
		clients[i] = sck_connect(s, server);
	for (size_t at = 0; at < LEN; at += part)
		for (int i = 0; i < CLIENTS; i++)
			send_part(i, at, part);
}

/* Each byte alone, and the next one from the next client. */
static void assert_interleaved(struct sck_session *s)
{
	for (int n = 1; n <= CLIENTS * LEN; n++) {
		const struct record_call *call = seen_call(s, "recv", n);

		assert_int_equal(call->result, 1);
		assert_int_equal(call->socket, seen_call(s, "recv", (n - 1) % CLIENTS + 1)->socket);
		assert_true(n == 1 || call->socket != seen_call(s, "recv", n - 1)->socket);
	}
}

static void each_gets_its_own(void **state)
{
	interleave(*state, "own");
	for (int i = 0; i < CLIENTS; i++) {
		char line[LEN + 1] = { 'l', 'i', 'n', 'e', (char)('A' + i), '\n' };

		sck_expect_text(clients[i], line);
	}
	assert_interleaved(*state);
}

static void the_first_gets_everybody_s(void **state)
{
	interleave(*state, "one");
	sck_expect_text(clients[0], "lllllllliiiiiiiinnnnnnnneeeeeeeeABCDEFGH\n");
	for (int i = 1; i < CLIENTS; i++)
		sck_expect_text(clients[i], "\n");
	assert_interleaved(*state);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(each_gets_its_own),
	EDGE_TESTS(the_first_gets_everybody_s),
};

LIVE_MAIN(tests)
