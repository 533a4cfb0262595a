/*
 * A descriptor with EPOLLONESHOT tells one event and is silent until it is asked again by EPOLL_CTL_MOD. Who forgets that leaves the next bytes
 * unread.
 *
 * Edge case: 84
 * Families: ipv4 ipv6
 * Means: peer
 * Source: epoll_ctl(2), EPOLLONESHOT
 */
#include "support/edge.h"

static struct sck_peer *send_twice(struct sck_session *s, struct sck_program *server)
{
	struct sck_peer *client = sck_connect(s, server);

	sck_send_text(client, "a");
	sck_expect_text(client, "a");
	sck_until_parked(server);
	if (edge_means())
		sck_send_text(client, "b");
	return client;
}

static void one_that_asks_again(void **state)
{
	struct sck_program *server = START(*state, "reads_by_edges", "{host}", "{port}", "rearm");

	sck_expect_text(send_twice(*state, server), "b");
	assert_int_equal(seen_wait(*state, 2)->result, 1);
}

/* A connection whose bytes are left unread is reset when it is ended. */
static void one_that_forgets(void **state)
{
	struct sck_program *server = START(*state, "reads_by_edges", "{host}", "{port}", "forget");
	struct sck_peer *client = send_twice(*state, server);

	sck_expect_silence(client);
	assert_int_equal(seen_wait(*state, 2)->ended_at, -1);
	sck_kill(server);
	sck_expect_reset(client);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_asks_again),
	EDGE_TESTS(one_that_forgets),
};

LIVE_MAIN(tests)
