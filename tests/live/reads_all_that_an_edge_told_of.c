/*
 * An edge is told once, however much has come: who reads but a part waits for an edge that only more bytes bring, and is behind from then on. Who
 * reads until there is nothing has it all.
 *
 * Edge case: 83
 * Families: ipv4 ipv6
 * Means: peer
 * Source: epoll(7), Level-triggered and edge-triggered
 */
#include "support/edge.h"
#include <errno.h>

/* More than a read takes is there before the wait. */
static struct sck_peer *send_more_than_a_read(struct sck_session *s, const char *how)
{
	struct sck_program *server = START(s, "reads_by_edges", "{host}", "{port}", how);
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_send_text(client, edge_means() ? "abcdefgh" : "abcd");
	sck_run_until(s, server, SCK_BEFORE, "epoll_wait", 1);
	sck_go_on(server);
	return client;
}

static void one_that_reads_all(void **state)
{
	struct sck_peer *client = send_more_than_a_read(*state, "drain");

	sck_expect_text(client, "abcdefgh");
	sck_expect_silence(client);
	assert_int_equal(seen_wait(*state, 2)->ended_at, -1);
	assert_int_equal(seen_call(*state, "recv", 2)->result, 4);
	assert_int_equal(seen_call(*state, "recv", 3)->error, EAGAIN);
}

static void one_that_reads_once(void **state)
{
	struct sck_peer *client = send_more_than_a_read(*state, "once");

	sck_expect_text(client, "abcd");
	sck_expect_silence(client);
	assert_int_equal(seen_wait(*state, 2)->ended_at, -1);
	sck_send_text(client, "ij");
	sck_expect_text(client, "efgh");
	sck_expect_silence(client);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_reads_all),
	EDGE_TESTS(one_that_reads_once),
};

LIVE_MAIN(tests)
