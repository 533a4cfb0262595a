/*
 * A call that fails is in the record with the result -1 and its errno; one that never returns is
 * there too, without an end.
 */
#include "support/live.h"
#include "support/seen.h"

#include <errno.h>

static void assert_failed(struct sck_session *s, const char *word, int n, int error)
{
	assert_int_equal(seen_call(s, word, n)->result, -1);
	assert_int_equal(seen_call(s, word, n)->error, error);
	assert_true(seen_call(s, word, n)->ended_at >= 0);
}

static void a_refused_connection(void **state)
{
	struct sck_program *client;

	sck_listen(*state, &(struct sck_listen){ .refuse = true });
	client = live_play(*state, "try connect");
	sck_expect_exit(client, 0);
	sck_expect_output_text(client, "connect: Connection refused\n");
	assert_failed(*state, "connect", 1, ECONNREFUSED);
}

static void a_time_out(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept rcvtimeo=20 try recv");

	sck_connect(*state, server);
	sck_expect_exit(server, 0);
	assert_failed(*state, "recv", 1, EAGAIN);
	assert_int_equal(seen_call(*state, "recv", 1)->asked, 65536);
}

static void a_reset(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv=1 try recv try send=x");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "!");
	sck_drained(client);
	sck_until_parked(server);
	sck_reset(client);
	sck_expect_exit(server, 0);
	assert_failed(*state, "recv", 2, ECONNRESET);
	assert_failed(*state, "send", 1, EPIPE);
}

static void an_address_in_use(void **state)
{
	struct sck_program *first = live_play(*state, "listen pause"), *second;

	sck_until_listening(first);
	second = live_play(*state, "listen");
	sck_expect_exit(second, 1);
	assert_failed(*state, "bind", 2, EADDRINUSE);
}

static void a_call_that_never_returns(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv");

	sck_connect(*state, server);
	sck_until_parked(server);
	assert_int_equal(seen_call(*state, "recv", 1)->ended_at, -1);
	sck_kill(server);
	assert_int_equal(seen_call(*state, "recv", 1)->ended_at, -1);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(a_refused_connection),
	LIVE_TEST(a_time_out),
	LIVE_TEST(a_reset),
	LIVE_TEST(an_address_in_use),
	LIVE_TEST(a_call_that_never_returns),
};

LIVE_MAIN(tests)
