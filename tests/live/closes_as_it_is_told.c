/*
 * sck_half_close, sck_close and sck_reset on the wire, as the program sees them: an end with the
 * way back still open, an end, and ECONNRESET.
 */
#include "support/live.h"
#include "support/seen.h"

#include <errno.h>

static void half(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recvend send=answer close");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "question");
	sck_half_close(client);
	sck_expect_text(client, "answer");
	sck_expect_end(client);
	sck_expect_exit(server, 0);
	assert_int_equal(seen_call(*state, "recv", seen_count(*state, "recv"))->result, 0);
}

static void whole(void **state)
{
	struct sck_program *server =
		live_play(*state, "listen accept recvend try send=x try recv try send=y");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "question");
	sck_close(client);
	sck_expect_exit(server, 0);
	assert_int_equal(seen_call(*state, "send", 1)->error, 0);
	assert_int_equal(seen_call(*state, "send", 2)->error, EPIPE);
}

static void with_a_reset(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept try recv");
	struct sck_peer *client = sck_connect(*state, server);

	sck_until_parked(server);
	sck_reset(client);
	sck_expect_exit(server, 0);
	sck_expect_output_text(server, "recv: Connection reset by peer\n");
	assert_int_equal(seen_call(*state, "recv", 1)->error, ECONNRESET);
}

static void only_after_what_was_sent(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recvend");
	struct sck_peer *client = sck_connect(*state, server);
	static uint8_t bytes[1000000];
	size_t total = 0;

	sck_send(client, bytes, sizeof(bytes));
	sck_close(client);
	sck_expect_exit(server, 0);
	for (int n = 1; n <= seen_count(*state, "recv"); n++)
		total += (size_t)seen_call(*state, "recv", n)->result;
	assert_int_equal(total, sizeof(bytes));
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(half),         LIVE_TEST_IPV6(half),         LIVE_TEST(whole),
	LIVE_TEST(with_a_reset), LIVE_TEST_IPV6(with_a_reset), LIVE_TEST(only_after_what_was_sent),
};

LIVE_MAIN(tests)
