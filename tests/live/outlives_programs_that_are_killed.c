/*
 * SIGKILL of any process or thread at any moment, by itself, by another or by the test, leaves the
 * session sound: it says what was killed, and who lives is served on.
 */
#include "support/live.h"
#include "support/seen.h"

#include <signal.h>

static struct sck_peer *begin(struct sck_session *s, const char *who, struct sck_program **ret_server)
{
	struct sck_peer *client;

	*ret_server = START(s, "kills_each_part", "{host}", "{port}", who);
	client = sck_connect(s, *ret_server);
	sck_expect_text(client, "!");
	return client;
}

static void expect_echo(struct sck_peer *client)
{
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_half_close(client);
	sck_expect_end(client);
}

static void one_that_kills_itself(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = begin(*state, "itself", &server);

	sck_expect_gone(client);
	sck_until_exit(server);
	assert_int_equal(seen_event(*state, RECORD_KILLED, 1)->value, SIGKILL);
}

static void one_that_a_thread_of_it_kills(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = begin(*state, "thread", &server);

	sck_expect_gone(client);
	sck_until_exit(server);
	assert_int_equal(seen_count_events(*state, RECORD_KILLED), 1);
}

static void a_child(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = begin(*state, "child", &server);

	expect_echo(client);
	sck_expect_exit(server, 0);
	assert_int_equal(seen_count_values(*state, RECORD_KILLED, SIGKILL), 1);
}

static void a_parent(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = begin(*state, "parent", &server);

	sck_until_exit(server);
	expect_echo(client);
	assert_int_equal(seen_count_values(*state, RECORD_KILLED, SIGKILL), 1);
}

static void one_that_the_test_kills(void **state)
{
	struct sck_program *server = START(*state, "serves_in_threads", "{port}", "4");
	struct sck_peer *clients[3];

	for (int i = 0; i < 3; i++)
		clients[i] = sck_connect(*state, server);
	sck_until_parked(server);
	sck_kill(server);
	for (int i = 0; i < 3; i++)
		sck_expect_gone(clients[i]);
	assert_int_equal(seen_count_events(*state, RECORD_KILLED), 1);
}

static void one_among_others(void **state)
{
	struct sck_program *victim =
		live_play(*state, "sleep=0 listen loop accept echo close again");
	struct sck_program *client;

	sck_until_listening(victim);
	client = live_play(*state, "connect send=hello recv try recvend print=over");
	sck_until_parked(client);
	sck_signal(victim, SIGKILL);
	sck_expect_exit(client, 0);
	sck_expect_output_begins(client, "over", 4);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(one_that_kills_itself),
	LIVE_TEST(one_that_a_thread_of_it_kills),
	LIVE_TEST(a_child),
	LIVE_TEST(a_parent),
	LIVE_TEST(one_that_the_test_kills),
	LIVE_TEST(one_among_others),
};

LIVE_MAIN(tests)
