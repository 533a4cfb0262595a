/*
 * Where the machine refuses copies of another process's descriptors (the fixture without_copies makes it so, and without_namespaces the rest of
 * a container's default profile) a program hands out its own at a stop, and nobody notices. This program starts itself again there.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

#include <signal.h>

/* The copy that is kept of a socket is not what keeps it open. */
static void its_close_is_the_end(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv close pause");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "x");
	sck_expect_end(client);
}

static void its_exit_is_the_end(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv exit=0");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "x");
	sck_expect_end(client);
	sck_expect_exit(server, 0);
}

static void its_death_is_the_end(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv recv");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "x");
	sck_until_parked(server);
	sck_kill(server);
	sck_expect_end(client);
}

static void its_close_may_reset(void **state)
{
	struct sck_peer *client =
		sck_connect(*state, live_play(*state, "listen accept reset pause"));

	sck_expect_reset(client);
}

/* The parent closes its own, the child holds the connection until it has answered. */
static void a_child_holds_what_its_parent_closed(void **state)
{
	struct sck_program *server = START(*state, "leaves_each_client_to_a_child", "{port}");
	struct sck_peer *one = sck_connect(*state, server), *two = sck_connect(*state, server);

	sck_send_text(two, "two");
	sck_expect_text(two, "two");
	sck_send_text(one, "one");
	sck_expect_text(one, "one");
	sck_half_close(one);
	sck_expect_end(one);
	sck_half_close(two);
	sck_expect_end(two);
}

static void its_port_is_free_again(void **state)
{
	for (int i = 0; i < 3; i++) {
		struct sck_program *server = live_play(*state, "listen accept recv pause");

		sck_send_text(sck_connect(*state, server), "x");
		sck_until_parked(server);
		sck_kill(server);
	}
}

static void its_calls_are_bent(void **state)
{
	struct sck_program *server;
	struct sck_peer *client;

	sck_inject(*state, "recv:short=1");
	sck_inject(*state, "send:short=2:when=1");
	sck_inject(*state, "recv:error=EINTR:when=2");
	server = live_play(*state, "handle listen accept recv try recv send=abc recvend");
	client = sck_connect(*state, server);
	sck_send_text(client, "xy");
	sck_expect_text(client, "ab");
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(server, 0);
	assert_string_equal(seen_call(*state, "send", 1)->call->name, "sendto");
}

static void is_reset_by_a_rule(void **state)
{
	struct sck_program *server;

	sck_inject(*state, "recv:reset:when=2");
	server = live_play(*state, "listen accept recv try recv");
	sck_send_text(sck_connect(*state, server), "x");
	sck_expect_exit(server, 0);
	live_assert_output(server, "recv: Connection reset by peer\n");
}

static void ends_by_its_time_out(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept rcvtimeo=50 try recv");

	sck_connect(*state, server);
	sck_expect_exit(server, 0);
	live_assert_output(server, "recv: Resource temporarily unavailable\n");
}

static void waits_for_ever(void **state)
{
	sck_expect_text(sck_connect(*state, live_play(*state, "listen accept recv")), "hello");
}

static void a_deadlock_is_one(void **state)
{
	(void)state;
	outcome_assert_fails(waits_for_ever, CAUSE_DEADLOCK);
}

/* Signals come while it hands descriptors out: they are delivered, and a stop is one. */
static void its_signals_come(void **state)
{
	struct sck_program *server = live_play(*state, "handle=restart listen accept echo");
	struct sck_peer *client;

	sck_until_listening(server);
	for (int i = 0; i < 20; i++) {
		sck_signal(server, SIGUSR1);
		sck_signal(server, i % 2 ? SIGCONT : SIGSTOP);
	}
	client = sck_connect(*state, server);
	sck_signal(server, SIGSTOP);
	sck_send_text(client, "x");
	sck_signal(server, SIGCONT);
	sck_expect_text(client, "x");
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(server, 0);
}

static const struct CMUnitTest tests_there[] = {
	LIVE_TEST(its_close_is_the_end),
	LIVE_TEST(its_exit_is_the_end),
	LIVE_TEST(its_death_is_the_end),
	LIVE_TEST(its_close_may_reset),
	LIVE_TEST(a_child_holds_what_its_parent_closed),
	LIVE_TEST(its_port_is_free_again),
	LIVE_TEST(its_calls_are_bent),
	LIVE_TEST(is_reset_by_a_rule),
	LIVE_TEST(ends_by_its_time_out),
	cmocka_unit_test(a_deadlock_is_one),
	LIVE_TEST(its_signals_come),
};

static void passes_there(void **state)
{
	(void)state;
	live_passes_under("without_copies", "without_namespaces");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(passes_there),
};

int main(int argc, char **argv)
{
	(void)argv;
	live_begin();
	if (argc > 1)
		return cmocka_run_group_tests(tests_there, NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
