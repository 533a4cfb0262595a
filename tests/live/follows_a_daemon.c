/*
 * A daemon (two forks, a session of its own, its starter long gone) is still seen and served, and
 * it is gone with the session.
 */
#include "support/live.h"
#include "support/processes.h"
#include "support/seen.h"

static void sees_it_after_its_starter_has_ended(void **state)
{
	struct sck_program *server = START(*state, "daemonises", "{port}", "lives_on");
	struct sck_peer *client;

	sck_expect_exit(server, 0);
	for (int i = 0; i < 2; i++) {
		client = sck_connect(*state, server);
		sck_send_text(client, "hello");
		sck_expect_text(client, "hello");
		sck_half_close(client);
		sck_expect_end(client);
	}
	sck_until_parked(server);
	assert_int_equal(seen_count(*state, "accept"), 3);
	assert_int_equal(seen_count_events(*state, RECORD_START), 3);
	assert_int_equal(seen_count_events(*state, RECORD_EXIT), 2);
}

static void ends_it_with_the_session(void **state)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);
	char name[16];

	(void)state;
	processes_name(name);
	sck_until_listening(START(s, "daemonises", "{port}", name));
	assert_int_equal(processes_called(name), 1);
	sck_session_free(s);
	assert_int_equal(processes_called(name), 0);
}

static void ends_it_when_the_program_is_killed(void **state)
{
	struct sck_program *server;
	char name[16];

	processes_name(name);
	server = START(*state, "daemonises", "{port}", name);
	sck_until_listening(server);
	sck_kill(server);
	assert_int_equal(processes_called(name), 0);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(sees_it_after_its_starter_has_ended),
	cmocka_unit_test(ends_it_with_the_session),
	LIVE_TEST(ends_it_when_the_program_is_killed),
};

LIVE_MAIN(tests)
