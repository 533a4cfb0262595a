/*
 * Two sessions side by side in one test, with servers on the same port: neither sees the other's.
 */
#include "support/live.h"
#include "support/seen.h"

static void on_the_same_port(void **state)
{
	struct sck_session *both[2];
	struct sck_program *servers[2];
	struct sck_peer *clients[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		both[i] = sck_session_new(SCK_IPV4);
		sck_use_port(both[i], 4711);
		servers[i] = live_play(both[i], i ? "listen accept recv=1 send=second recv"
						  : "listen accept recv=1 send=first recv");
	}
	for (int i = 0; i < 2; i++)
		clients[i] = sck_connect(both[i], servers[i]);
	sck_send_text(clients[1], "?");
	sck_expect_text(clients[1], "second");
	sck_send_text(clients[0], "?");
	sck_expect_text(clients[0], "first");
	for (int i = 0; i < 2; i++) {
		sck_half_close(clients[i]);
		sck_expect_exit(servers[i], 0);
		assert_int_equal(seen_count(both[i], "accept"), 1);
	}
	sck_session_free(both[0]);
	sck_session_free(both[1]);
}

static void nobody_answers_for_the_other(void **state)
{
	struct sck_session *first = sck_session_new(SCK_IPV4), *second = sck_session_new(SCK_IPV4);
	struct sck_program *server, *client;

	(void)state;
	sck_use_port(first, 4711);
	sck_use_port(second, 4711);
	server = live_play(first, "listen accept");
	sck_until_listening(server);
	client = live_play(second, "try connect");
	sck_expect_exit(client, 0);
	sck_expect_output_text(client, "connect: Connection refused\n");
	sck_expect_running(server);
	sck_session_free(second);
	sck_session_free(first);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(on_the_same_port),
	cmocka_unit_test(nobody_answers_for_the_other),
};

LIVE_MAIN(tests)
