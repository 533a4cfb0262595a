/*
 * sck_mark with sck_expect_no_leak and sck_expect_no_zombie: not a descriptor, not a zombie for
 * every client served.
 */
#include "support/live.h"
#include "support/outcome.h"

enum { CLIENTS = 6 };

static struct sck_program *serve(struct sck_session *s, const char *words)
{
	struct sck_program *server = live_play(s, words);

	sck_until_listening(server);
	sck_mark(server);
	for (int i = 0; i < CLIENTS; i++) {
		struct sck_peer *client = sck_connect(s, server);

		sck_send_text(client, "x");
		sck_expect_text(client, "y");
		sck_expect_gone(client);
		sck_close(client);
	}
	return server;
}

static void nothing(void **state)
{
	struct sck_program *server = serve(*state, "listen loop accept recv=1 send=y close again");

	sck_expect_no_leak(server, CLIENTS);
	sck_expect_no_zombie(server, CLIENTS);
}

static void a_fixed_number_once(void **state)
{
	struct sck_program *server =
		serve(*state, "listen leak leak leak zombie loop accept recv=1 send=y close again");

	sck_expect_no_leak(server, CLIENTS);
	sck_expect_no_zombie(server, CLIENTS);
}

static void a_descriptor_a_client(void **state)
{
	sck_expect_no_leak(serve(*state, "listen loop accept recv=1 send=y leak close again"), CLIENTS);
}

static void the_connection_itself(void **state)
{
	sck_expect_no_leak(serve(*state, "listen loop accept recv=1 send=y halfclose again"), CLIENTS);
}

static void a_zombie_a_client(void **state)
{
	sck_expect_no_zombie(serve(*state, "listen loop accept recv=1 send=y zombie close again"), CLIENTS);
}

static void fails_for_its_cause(void **state)
{
	(void)state;
	outcome_assert_fails(a_descriptor_a_client, CAUSE_LEAK);
	outcome_assert_fails(the_connection_itself, CAUSE_LEAK);
	outcome_assert_fails(a_zombie_a_client, CAUSE_ZOMBIE);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(nothing),
	LIVE_TEST(a_fixed_number_once),
	cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
