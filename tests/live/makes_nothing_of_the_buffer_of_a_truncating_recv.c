/*
 * recv with MSG_TRUNC on TCP discards bytes and returns how many; the buffer stays as it was. One that passes over them by it reads what follows;
 * one that believes in the buffer has bytes that nobody sent.
 *
 * Edge case: 10
 * Families: ipv4 ipv6
 * Means: peer
 * Source: tcp(7), Sockets API ("MSG_TRUNC ... causes the received bytes of data to be discarded")
 */
#include "support/edge.h"
#include <sys/socket.h>

static void passes_over(void **state, const char *how, const char *answer)
{
	const char *flag = edge_means() ? "truncating" : "plain";
	struct sck_program *server = START(*state, "passes_over_bytes", "{host}", "{port}", flag, how);
	struct sck_peer *client = sck_connect(*state, server);
	const struct record_call *call;

	sck_send_text(client, "skipdata");
	sck_expect_text(client, answer);
	sck_drained(client);
	sck_until_parked(server);
	call = seen_call(*state, "recv", 1);
	assert_true(call->args[3] & MSG_TRUNC);
	assert_int_equal(call->result, 4);
	/* they are gone: the next recv has what follows */
	seen_assert_data(*state, seen_call(*state, "recv", 2), "data", 4);
}

static void one_that_skips(void **state)
{
	passes_over(state, "skips", "data");
}

static void one_that_believes(void **state)
{
	passes_over(state, "believes", "----");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_skips),
	EDGE_TESTS(one_that_believes),
};

LIVE_MAIN(tests)
