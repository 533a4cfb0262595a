/*
 * sck_connect waits for the program to listen, however long it computes before; sck_connect_begin
 * does not wait; sck_expect_connect_refused wants nobody there. Over every numeric family.
 */
#include "support/live.h"
#include "support/outcome.h"

static void once_it_listens(void **state)
{
	struct sck_peer *client =
		sck_connect(*state, live_play(*state, "compute=100 listen accept echo"));

	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
}

static void over_mapped_addresses(void **state)
{
	struct sck_session *s = sck_session_new(SCK_MAPPED);
	struct sck_program *server = START(s, "play", "::", "{port}", "listen", "accept", "echo");
	struct sck_peer *client = sck_connect(s, server);

	(void)state;
	assert_string_equal(sck_host(s), "::ffff:127.0.0.1");
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_session_free(s);
}

/* The third finds the backlog full: its connection stands when the program has made room. */
static void one_that_a_full_backlog_holds_up(void **state)
{
	struct sck_program *server =
		live_play(*state, "listen=1 loop accept recv=1 send=hello close again");
	struct sck_peer *clients[3];

	sck_run_until(*state, server, SCK_BEFORE, "accept", 1);
	for (int i = 0; i < 3; i++)
		clients[i] = sck_connect_begin(*state, server);
	sck_go_on(server);
	for (int i = 0; i < 3; i++) {
		sck_send_text(clients[i], "?");
		sck_expect_text(clients[i], "hello");
	}
}

static void refused_where_nobody_listens(void **state)
{
	struct sck_program *p = live_play(*state, "pause");

	sck_until_parked(p);
	sck_expect_connect_refused(*state, p);
}

static void refused_after_it_stopped(void **state)
{
	struct sck_program *p = live_play(*state, "listen accept unlisten echo");
	struct sck_peer *client = sck_connect(*state, p);

	sck_until_parked(p);
	sck_expect_connect_refused(*state, p);
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
}

static void never_listens(void **state)
{
	sck_connect(*state, live_play(*state, "pause"));
}

static void listens_elsewhere(void **state)
{
	sck_connect(*state, START(*state, "play", "{host}", "1234", "listen", "pause"));
}

static void ends_before(void **state)
{
	sck_connect(*state, live_play(*state, "exit=3"));
}

static void is_killed_before(void **state)
{
	sck_connect(*state, live_play(*state, "raise=11"));
}

static void is_not_refused(void **state)
{
	struct sck_program *p = live_play(*state, "listen pause");

	sck_until_listening(p);
	sck_expect_connect_refused(*state, p);
}

static void fails_for_its_cause(void **state)
{
	(void)state;
	outcome_assert_fails(never_listens, CAUSE_CALLS);
	outcome_assert_says(outcome_assert_fails(listens_elsewhere, CAUSE_CALLS), "127.0.0.1:1234");
	outcome_assert_fails(ends_before, CAUSE_EXIT);
	outcome_assert_fails(is_killed_before, CAUSE_SIGNAL);
	outcome_assert_fails(is_not_refused, CAUSE_CALLS);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(once_it_listens),
	LIVE_TEST_IPV6(once_it_listens),
	cmocka_unit_test(over_mapped_addresses),
	LIVE_TEST(one_that_a_full_backlog_holds_up),
	LIVE_TEST(refused_where_nobody_listens),
	LIVE_TEST_IPV6(refused_where_nobody_listens),
	LIVE_TEST(refused_after_it_stopped),
	cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
