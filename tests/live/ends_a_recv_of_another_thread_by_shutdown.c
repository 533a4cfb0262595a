/*
 * close does not end a recv of another thread on that descriptor: the thread waits on, the peer sees no end, and takes what comes. shutdown
 * ends both.
 *
 * Edge case: 78
 * Families: ipv4 ipv6
 * Means: peer
 * Source: close(2), NOTES, Multithreaded processes and close(); shutdown(2)
 */
#include "support/edge.h"

static struct sck_program *begin(struct sck_session *s, const char *how, struct sck_peer **ret_client)
{
	const char *argv[] = { live_program("closes_what_a_thread_reads"), "{host}", "{port}", how, NULL };
	struct sck_program *p =
		sck_start(s, &(struct sck_start){ .argv = argv, .input_stays_open = true });

	*ret_client = sck_connect(s, p);
	sck_until_parked(p);
	assert_int_equal(seen_call(s, "recv", 1)->ended_at, -1);
	if (edge_means())
		sck_give_input(p, "\n", 1);
	return p;
}

static void one_that_shuts_down(void **state)
{
	struct sck_peer *client;
	struct sck_program *p = begin(*state, "shutdown", &client);

	sck_expect_end(client);
	sck_expect_exit(p, 0);
	live_assert_output(p, "0\n");
	assert_int_not_equal(seen_call(*state, "recv", 1)->thread, seen_call(*state, "shutdown", 1)->thread);
}

static void one_that_closes(void **state)
{
	struct sck_peer *client;
	struct sck_program *p = begin(*state, "close", &client);

	sck_expect_silence(client);
	assert_int_equal(seen_call(*state, "close", 1)->result, 0);
	assert_int_equal(seen_call(*state, "recv", 1)->ended_at, -1);
	sck_send_text(client, "late");
	sck_expect_exit(p, 0);
	live_assert_output(p, "4\n");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_shuts_down),
	EDGE_TESTS(one_that_closes),
};

LIVE_MAIN(tests)
