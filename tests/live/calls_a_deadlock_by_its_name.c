/*
 * Everybody is parked, nothing is on its way, no timer runs, and the test waits: a deadlock. It is
 * FAIL at once, with each thread's call, descriptor and source line in the verdict.
 */
#include "support/live.h"
#include "support/outcome.h"

static void both_wait_in_recv(void **state)
{
	sck_expect_text(sck_connect(*state, live_play(*state, "listen accept recv")), "hello");
}

static void two_programs_wait_in_recv(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv"), *client;

	sck_until_listening(server);
	client = live_play(*state, "connect recv");
	sck_expect_exit(client, 0);
}

static void two_programs_wait_in_send(void **state)
{
	struct sck_program *server = live_play(*state,
					       "listen accept sndbuf=4096 fill=20000000 recvend"),
			   *client;

	sck_until_listening(server);
	client = live_play(*state, "connect sndbuf=4096 fill=20000000 recvend");
	sck_expect_exit(client, 0);
}

static void it_sends_and_we_do_not_read(void **state)
{
	struct sck_program *server =
		live_play(*state, "listen accept sndbuf=4096 fill=20000000 recvend");
	struct sck_peer *client = sck_connect(*state, server);

	sck_stop_reading(client);
	sck_expect_exit(server, 0);
}

static void two_mutexes(void **state)
{
	sck_expect_text(sck_connect(*state, START(*state, "locks_two_mutexes", "{port}")), "done");
}

static void a_parent_waits_for_a_child(void **state)
{
	sck_expect_text(
		sck_connect(*state, live_play(*state, "listen accept child waitchild send=hello")), "hello");
}

static void a_server_in_accept(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept accept send=hello");

	sck_expect_text(sck_connect(*state, server), "hello");
}

static void names_the_call_and_the_line(void **state)
{
	const struct outcome *o;

	(void)state;
	o = outcome_assert_fails(both_wait_in_recv, CAUSE_DEADLOCK);
	outcome_assert_says(o, "recv");
	outcome_assert_says(o, "4");
	outcome_assert_says(o, "play.c:");
	o = outcome_assert_fails(a_server_in_accept, CAUSE_DEADLOCK);
	outcome_assert_says(o, "accept");
	outcome_assert_says(o, "play.c:");
}

static void between_two_programs(void **state)
{
	(void)state;
	outcome_assert_says(outcome_assert_fails(two_programs_wait_in_recv, CAUSE_DEADLOCK),
			    "recv");
	outcome_assert_says(outcome_assert_fails(two_programs_wait_in_send, CAUSE_DEADLOCK),
			    "send");
	outcome_assert_says(outcome_assert_fails(it_sends_and_we_do_not_read, CAUSE_DEADLOCK),
			    "send");
}

static void without_any_socket(void **state)
{
	const struct outcome *o;

	(void)state;
	o = outcome_assert_fails(two_mutexes, CAUSE_DEADLOCK);
	outcome_assert_says(o, "futex");
	outcome_assert_says(o, "locks_two_mutexes.c:15 one_way");
	outcome_assert_says(o, "locks_two_mutexes.c:23 other_way");
	o = outcome_assert_fails(a_parent_waits_for_a_child, CAUSE_DEADLOCK);
	outcome_assert_says(o, "wait4");
	outcome_assert_says(o, "pause");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(names_the_call_and_the_line),
	cmocka_unit_test(between_two_programs),
	cmocka_unit_test(without_any_socket),
};

LIVE_MAIN(tests)
