/*
 * sck_send_urgent: the byte is the program's urgent data, outside of the ordinary stream.
 */
#include "support/live.h"

static void beside_the_others(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recvall=4 urgent recvend");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "abcd");
	sck_drained(client);
	sck_send_urgent(client, 'U');
	sck_expect_output_begins(server, "urgent U\n", 9);
	sck_half_close(client);
	sck_expect_exit(server, 0);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(beside_the_others),
	LIVE_TEST_IPV6(beside_the_others),
};

LIVE_MAIN(tests)
