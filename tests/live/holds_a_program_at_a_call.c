/*
 * sck_run_until holds a program before or after its n-th call; what the test does meanwhile is
 * there when it goes on. So races become certain.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

#include <errno.h>

static void before_a_recv_that_finds_a_reset(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv=1 try recv");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "x");
	sck_run_until(*state, server, SCK_BEFORE, "recv", 2);
	assert_int_equal(seen_call(*state, "recv", 2)->ended_at, -1);
	sck_reset(client);
	sck_go_on(server);
	sck_expect_exit(server, 0);
	assert_int_equal(seen_call(*state, "recv", 2)->error, ECONNRESET);
}

static void before_an_accept_that_finds_a_reset(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept try recv");
	struct sck_peer *client;

	sck_run_until(*state, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(*state, server);
	sck_reset(client);
	sck_go_on(server);
	sck_expect_exit(server, 0);
	assert_int_equal(seen_call(*state, "accept", 1)->error, 0);
	assert_int_equal(seen_call(*state, "recv", 1)->error, ECONNRESET);
}

static void after_a_recv(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv=4 recv=4 send=ok");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "abcd");
	sck_run_until(*state, server, SCK_AFTER, "recv", 1);
	assert_int_equal(seen_call(*state, "recv", 1)->result, 4);
	sck_send_text(client, "ef");
	sck_send_text(client, "gh");
	sck_go_on(server);
	sck_expect_text(client, "ok");
	seen_assert_data(*state, seen_call(*state, "recv", 2), "efgh", 4);
}

/* Before it nothing has happened yet; behind it the rule has. */
static void around_a_call_that_a_rule_answers(void **state)
{
	static const enum sck_moment moments[] = { SCK_BEFORE, SCK_AFTER };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct sck_session *s = sck_session_new(SCK_IPV4);
		struct sck_program *server = live_play(s, "listen accept try recv recv=1");
		struct sck_peer *client;

		sck_inject(s, "recv:error=EINTR:when=1");
		sck_run_until(s, server, SCK_BEFORE, "accept", 1);
		client = sck_connect(s, server);
		sck_run_until(s, server, moments[i], "recv", 1);
		assert_int_equal(seen_call(s, "recv", 1)->ended_at >= 0, moments[i] == SCK_AFTER);
		sck_send_text(client, "x");
		sck_go_on(server);
		sck_expect_exit(server, 0);
		assert_int_equal(seen_call(s, "recv", 1)->error, EINTR);
		seen_assert_data(s, seen_call(s, "recv", 2), "x", 1);
		sck_session_free(s);
	}
}

static void by_name_or_by_class(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv=1 send=a send=b close");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "x");
	sck_run_until(*state, server, SCK_BEFORE, "sendto", 2);
	sck_expect_text(client, "a");
	sck_expect_silence(client);
	sck_go_on(server);
	sck_run_until(*state, server, SCK_BEFORE, "close", 1);
	sck_expect_text(client, "b");
	sck_expect_silence(client);
	sck_go_on(server);
	sck_expect_end(client);
}

static void while_others_run(void **state)
{
	struct sck_program *held = live_play(*state, "listen accept recv=1 send=late");
	struct sck_peer *client = sck_connect(*state, held);
	struct sck_program *other;

	sck_send_text(client, "x");
	sck_run_until(*state, held, SCK_BEFORE, "send", 1);
	other = live_play(*state, "print=meanwhile");
	sck_expect_exit(other, 0);
	sck_expect_silence(client);
	sck_go_on(held);
	sck_expect_text(client, "late");
}

static void a_child_of_it(void **state)
{
	struct sck_program *server = START(*state, "serves_in_children", "{port}", "1");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "hello");
	sck_run_until(*state, server, SCK_BEFORE, "send", 1);
	sck_expect_silence(client);
	sck_go_on(server);
	sck_expect_text(client, "hello");
}

static void has_called_it_before(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv");

	sck_connect(*state, server);
	sck_until_parked(server);
	sck_run_until(*state, server, SCK_BEFORE, "accept", 1);
}

static void never_calls_it(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv=1 pause");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "x");
	sck_run_until(*state, server, SCK_BEFORE, "send", 1);
}

static void ends_without_it(void **state)
{
	sck_run_until(*state, live_play(*state, "listen exit"), SCK_BEFORE, "accept", 1);
}

static void fails_where_the_call_never_comes(void **state)
{
	(void)state;
	outcome_assert_fails(never_calls_it, CAUSE_DEADLOCK);
	outcome_assert_fails(ends_without_it, CAUSE_EXIT);
	outcome_assert_fails(has_called_it_before, CAUSE_CALLS);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(before_a_recv_that_finds_a_reset),
	LIVE_TEST_IPV6(before_a_recv_that_finds_a_reset),
	LIVE_TEST(before_an_accept_that_finds_a_reset),
	LIVE_TEST(after_a_recv),
	cmocka_unit_test(around_a_call_that_a_rule_answers),
	LIVE_TEST(by_name_or_by_class),
	LIVE_TEST(while_others_run),
	LIVE_TEST(a_child_of_it),
	cmocka_unit_test(fails_where_the_call_never_comes),
};

LIVE_MAIN(tests)
