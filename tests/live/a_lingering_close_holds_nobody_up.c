/*
 * With SO_LINGER of some seconds close waits until the peer has taken everything: while a client does not read, the program can do nothing
 * else. One that leaves the rest to the kernel serves the next client meanwhile, and the first still gets all of it.
 *
 * Edge case: 76
 * Families: ipv4 ipv6
 * Means: peer
 * Source: socket(7), SO_LINGER; POSIX.1-2017 close()
 */
#include "support/edge.h"

enum { MUCH = 300000 };

static uint8_t bytes[MUCH];

static struct sck_peer *first_of(struct sck_session *s, struct sck_program *server)
{
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	if (edge_means())
		sck_stop_reading(client);
	sck_shrink_buffers(client, 65536);
	sck_go_on(server);
	return client;
}

static void one_that_leaves(void **state)
{
	struct sck_program *server = START(*state, "lingers", "{host}", "{port}", "leave");
	struct sck_peer *first = first_of(*state, server), *second = sck_connect(*state, server);
	size_t len;

	sck_expect_text(second, "hello");
	sck_expect_end(second);
	sck_expect_exit(server, 0);
	sck_received(first, &len);
	assert_int_equal(len, 0);
	sck_expect(first, bytes, sizeof(bytes));
	sck_expect_end(first);
}

static void one_that_waits(void **state)
{
	struct sck_program *server = START(*state, "lingers", "{host}", "{port}", "wait");
	struct sck_peer *first = first_of(*state, server), *second = sck_connect(*state, server);

	sck_until_parked(server);
	assert_int_equal(seen_call(*state, "close", 1)->ended_at, -1);
	sck_expect_silence(second);
	sck_read_again(first);
	sck_expect(first, bytes, sizeof(bytes));
	sck_expect_end(first);
	sck_expect_text(second, "hello");
	assert_int_equal(seen_call(*state, "close", 1)->result, 0);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_leaves),
	EDGE_TESTS(one_that_waits),
};

LIVE_MAIN(tests)
