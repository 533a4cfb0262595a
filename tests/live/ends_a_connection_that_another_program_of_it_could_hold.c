/*
 * A connection ends with its last descriptor. A server that starts a program for a client gives it the connection, too, unless the descriptor is
 * closed at exec: then its own close ends nothing, and the client waits until that program has ended.
 *
 * Edge case: 77
 * Families: ipv4 ipv6
 * Means: peer
 * Source: close(2); accept(2), SOCK_CLOEXEC; POSIX.1-2017 close()
 */
#include "support/edge.h"

static struct sck_peer *ask(struct sck_session *s, struct sck_program *server)
{
	struct sck_peer *client = sck_connect(s, server);

	sck_send_text(client, edge_means() ? "start" : "nothing");
	sck_expect_text(client, "ok");
	return client;
}

static void one_that_closes_at_exec(void **state)
{
	struct sck_program *server =
		START(*state, "starts_a_program_for_a_client", "{host}", "{port}", "cloexec");

	sck_expect_end(ask(*state, server));
	sck_until_parked(server);
	assert_int_equal(seen_count_events(*state, RECORD_START), 2);
	seen_event(*state, RECORD_EXEC, 2);
}

static void one_that_does_not(void **state)
{
	struct sck_program *server =
		START(*state, "starts_a_program_for_a_client", "{host}", "{port}", "keep");
	struct sck_peer *client = ask(*state, server);

	sck_expect_silence(client);
	assert_int_equal(seen_call(*state, "close", 1)->result, 0);
	seen_event(*state, RECORD_EXEC, 2);
	sck_kill(server);
	sck_expect_end(client);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_closes_at_exec),
	EDGE_TESTS(one_that_does_not),
};

LIVE_MAIN(tests)
