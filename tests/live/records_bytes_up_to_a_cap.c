/*
 * Of a call's bytes the record keeps the first 4096, and the true length of all.
 */
#include "support/live.h"
#include "support/seen.h"

static void keeps_the_first_bytes_of_a_long_one(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recvall=10000");
	struct sck_peer *client = sck_connect(*state, server);
	uint8_t bytes[10000];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7 % 251);
	sck_send(client, bytes, sizeof(bytes));
	sck_expect_exit(server, 0);
	assert_int_equal(seen_call(*state, "recv", 1)->result, sizeof(bytes));
	assert_int_equal(seen_call(*state, "recv", 1)->asked, sizeof(bytes));
	seen_assert_data(*state, seen_call(*state, "recv", 1), bytes, RECORD_CAP);
}

static void keeps_all_of_one_that_just_fits(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept fill=4096");
	struct sck_peer *client = sck_connect(*state, server);
	uint8_t bytes[RECORD_CAP];

	memset(bytes, 'x', sizeof(bytes));
	sck_expect(client, bytes, sizeof(bytes));
	sck_expect_exit(server, 0);
	seen_assert_data(*state, seen_call(*state, "send", 1), bytes, sizeof(bytes));
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(keeps_the_first_bytes_of_a_long_one),
	LIVE_TEST(keeps_all_of_one_that_just_fits),
};

LIVE_MAIN(tests)
