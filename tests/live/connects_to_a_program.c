/*
 * sck_connect waits for the program to listen, however long it computes before; sck_connect_begin
 * does not wait; sck_expect_connect_refused wants nobody there; sck_use_address says where they go, sck_narrow how little
 * they hold. Over every numeric family.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

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

/* A program can send little to one that does not read, with the system's own buffers at its end. */
static void a_narrow_one_holds_little(void **state)
{
	enum { MUCH = 2000000, SENDS = 31 /* of 64 KiB */ };
	struct sck_program *server = live_play(*state, "listen accept recv=1 fill=2000000 pause");
	struct sck_peer *client;
	static uint8_t want[MUCH];

	sck_narrow(*state);
	client = sck_connect(*state, server);
	sck_stop_reading(client);
	sck_send_text(client, "!");
	sck_until_parked(server);
	assert_true(seen_count(*state, "send") < SENDS);
	sck_read_again(client);
	memset(want, 'x', sizeof(want));
	sck_expect(client, want, sizeof(want));
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

static void is_greeted_at(struct sck_session *s, struct sck_program *server, const char *address)
{
	struct sck_peer *client;

	sck_use_address(s, address);
	client = sck_connect(s, server);
	sck_send_text(client, "?");
	sck_expect_text(client, "hello");
	sck_expect_end(client);
	sck_close(client);
}

static struct sck_program *start_at_any(struct sck_session *s, const char *any)
{
	return START(s, "play", any, "{port}", "listen", "loop", "accept", "recv=1", "send=hello",
		     "close", "again");
}

static void to_other_addresses(void **state)
{
	struct sck_program *server;

	sck_add_address(*state, "10.1.2.3");
	server = start_at_any(*state, "0.0.0.0");
	is_greeted_at(*state, server, "127.0.0.2");
	is_greeted_at(*state, server, "10.1.2.3");
	is_greeted_at(*state, server, NULL);
}

static void to_addresses_of_both_families(void **state)
{
	struct sck_program *server;

	sck_add_address(*state, "fd00::7");
	server = start_at_any(*state, "::");
	is_greeted_at(*state, server, "127.0.0.2");
	is_greeted_at(*state, server, "fd00::7");
	is_greeted_at(*state, server, "::ffff:127.9.9.9");
	is_greeted_at(*state, server, NULL);
}

static void refused_at_another_address(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept echo");

	sck_until_listening(server);
	sck_use_address(*state, sck_family(*state) == SCK_IPV6 ? "127.0.0.1" : "127.0.0.2");
	sck_expect_connect_refused(*state, server);
	sck_use_address(*state, NULL);
	sck_half_close(sck_connect(*state, server));
	sck_expect_exit(server, 0);
}

static void datagrams_to_another_address(void **state)
{
	struct sck_program *server =
		START(*state, "play", "127.0.0.2", "{port}", "udp", "answer", "pause");
	struct sck_peer *client;

	sck_use_address(*state, "127.0.0.2");
	client = sck_datagrams_to(*state, server);
	sck_send_datagram(client, "hello", 5);
	sck_expect_datagram(client, "hello", 5);
}

static void listens_at_the_other_address(void **state)
{
	sck_use_address(*state, "127.0.0.2");
	sck_connect(*state, live_play(*state, "listen pause"));
}

static void goes_to_no_address(void **state)
{
	sck_use_address(*state, "10.1.2.3");
}

static void goes_to_a_name(void **state)
{
	sck_use_address(*state, "localhost");
}

static void goes_to_ipv6_that_is_absent(void **state)
{
	sck_without_ipv6(*state);
	sck_use_address(*state, "::1");
}

static void an_address_that_is_not_there(void **state)
{
	(void)state;
	outcome_assert_says(outcome_assert_fails(listens_at_the_other_address, CAUSE_CALLS),
			    "127.0.0.2");
	assert_int_equal(outcome_of(goes_to_no_address)->kind, VERDICT_BROKEN);
	assert_int_equal(outcome_of(goes_to_a_name)->kind, VERDICT_BROKEN);
	assert_int_equal(outcome_of(goes_to_ipv6_that_is_absent)->kind, VERDICT_SKIP);
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
	outcome_assert_says(outcome_assert_fails(is_not_refused, CAUSE_CALLS), "at 127.0.0.1:");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(once_it_listens),
	LIVE_TEST_IPV6(once_it_listens),
	cmocka_unit_test(over_mapped_addresses),
	LIVE_TEST(one_that_a_full_backlog_holds_up),
	LIVE_TEST(refused_where_nobody_listens),
	LIVE_TEST_IPV6(refused_where_nobody_listens),
	LIVE_TEST(refused_after_it_stopped),
	LIVE_TEST(to_other_addresses),
	LIVE_TEST_IPV6(to_addresses_of_both_families),
	LIVE_TEST(refused_at_another_address),
	LIVE_TEST_IPV6(refused_at_another_address),
	LIVE_TEST(a_narrow_one_holds_little),
	LIVE_TEST_IPV6(a_narrow_one_holds_little),
	LIVE_TEST(datagrams_to_another_address),
	cmocka_unit_test(an_address_that_is_not_there),
	cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
