/*
 * However often a session looks at a program that waits, no call of the program ends by that, not
 * even those which the kernel never restarts (epoll_wait, a recv with SO_RCVTIMEO).
 */
#include "support/live.h"

enum { WAITS = 8 };

static void look(struct sck_program *p, struct sck_peer *client)
{
	sck_until_parked(p);
	sck_mark(p);
	sck_expect_running(p);
	sck_expect_no_spin(p);
	sck_expect_no_leak(p, 1);
	sck_expect_silence(client);
	sck_expect_memory_below(p, (size_t)1 << 30);
}

static void at_every_wait(void **state)
{
	struct sck_program *p = START(*state, "waits_uninterrupted", "{host}", "{port}");
	struct sck_peer *client = sck_connect(*state, p);

	for (int i = 0; i < WAITS; i++) {
		look(p, client);
		look(p, client);
		sck_send_text(client, "x");
		sck_expect_text(client, "x");
	}
	sck_expect_exit(p, 0);
	live_assert_output(p, "");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(at_every_wait),
};

LIVE_MAIN(tests)
