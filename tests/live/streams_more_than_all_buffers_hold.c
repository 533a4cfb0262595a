/*
 * A mebibyte goes to an echo server and comes back, through buffers of 16 KiB. One that answers as it reads gives all of it back; one that
 * collects all before it answers has room for a part.
 *
 * Edge case: 25
 * Families: ipv4 ipv6
 * Means: peer, namespace
 * Source: tcp(7), tcp_rmem and tcp_wmem; send(2)
 */
#include "support/edge.h"
#include <stdlib.h>

enum { MUCH = 1 << 20, BUFFER = 16384, BUFFERS = 4, KEPT = 65536 };

static size_t moved_by(struct sck_session *s, const char *class)
{
	const struct record_call *call;
	size_t moved = 0;

	for (int n = 1; (call = seen_find(s, class, n)); n++)
		moved += call->result > 0 ? (size_t)call->result : 0;
	return moved;
}

/* WANT bytes of them come back. */
static void echoes(void **state, const char *how, size_t want)
{
	const size_t len = edge_means() ? MUCH : 1000;
	struct sck_session *s = *state;
	uint8_t *bytes = malloc(MUCH);
	struct sck_peer *client;

	assert_non_null(bytes);
	for (size_t i = 0; i < MUCH; i++)
		bytes[i] = (uint8_t)(i % 251);
	sck_sysctl(s, "ipv4/tcp_rmem", "4096 16384 16384");
	sck_sysctl(s, "ipv4/tcp_wmem", "4096 16384 16384");
	client = sck_connect(s, START(s, "echoes_much", "{host}", "{port}", how));
	sck_send(client, bytes, len);
	sck_half_close(client);
	sck_expect(client, bytes, want < len ? want : len);
	sck_expect_end(client);
	free(bytes);
	assert_in_range(moved_by(s, "recv"), BUFFERS * BUFFER + 1, MUCH);
	assert_int_equal(moved_by(s, "send"), want);
}

static void one_that_streams(void **state)
{
	echoes(state, "streams", MUCH);
}

static void one_that_collects(void **state)
{
	echoes(state, "collects", KEPT);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_streams),
	EDGE_TESTS(one_that_collects),
};

LIVE_MAIN(tests)
