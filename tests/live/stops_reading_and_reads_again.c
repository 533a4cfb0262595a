/*
 * A peer that has stopped reading fills the buffers: a program that sends 4 MiB is held up in send,
 * and goes on when the peer reads again.
 */
#include "support/live.h"
#include "support/seen.h"

enum { MUCH = 4 << 20 };

static void holds_up_a_sender(void **state)
{
	struct sck_program *server =
		live_play(*state, "listen accept recv=1 fill=4194304 close pause");
	struct sck_peer *client = sck_connect(*state, server);
	static uint8_t want[MUCH];
	const struct record_call *last;
	size_t len;

	sck_stop_reading(client);
	sck_shrink_buffers(client, 65536);
	sck_send_text(client, "!");
	sck_until_parked(server);
	last = seen_call(*state, "send", seen_count(*state, "send"));
	assert_int_equal(last->ended_at, -1);
	sck_received(client, &len);
	assert_int_equal(len, 0);
	sck_read_again(client);
	memset(want, 'x', sizeof(want));
	sck_expect(client, want, sizeof(want));
	sck_expect_end(client);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(holds_up_a_sender),
	LIVE_TEST_IPV6(holds_up_a_sender),
};

LIVE_MAIN(tests)
