/*
 * sck_expect_calls wants calls in an order, others between them allowed, by name or class;
 * sck_count_calls counts them.
 */
#include "support/live.h"
#include "support/outcome.h"

static struct sck_program *served(struct sck_session *s)
{
	struct sck_program *server = live_play(s, "listen accept recv=1 send=a send=b close exit");
	struct sck_peer *client = sck_connect(s, server);

	sck_send_text(client, "x");
	sck_expect_text(client, "ab");
	sck_expect_end(client);
	sck_expect_exit(server, 0);
	return server;
}

static void finds_them(void **state)
{
	struct sck_program *server = served(*state);

	sck_expect_calls(server, "socket bind listen accept recv send send close");
	sck_expect_calls(server, "bind accept sendto");
	sck_expect_calls(server, "recvfrom close");
	sck_expect_calls(server, "");
}

static void counts_them(void **state)
{
	struct sck_program *server = served(*state);

	assert_int_equal(sck_count_calls(server, "socket"), 1);
	assert_int_equal(sck_count_calls(server, "send"), 2);
	assert_int_equal(sck_count_calls(server, "sendto"), 2);
	assert_int_equal(sck_count_calls(server, "sendmsg"), 0);
	assert_int_equal(sck_count_calls(server, "close"), 1);
}

static void counts_only_what_has_returned(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv");

	sck_connect(*state, server);
	sck_until_parked(server);
	assert_int_equal(sck_count_calls(server, "accept"), 1);
	assert_int_equal(sck_count_calls(server, "recv"), 0);
}

static void counts_each_program_alone(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recvend"), *client;

	sck_until_listening(server);
	client = live_play(*state, "connect send=x");
	sck_expect_exit(client, 0);
	sck_expect_exit(server, 0);
	assert_int_equal(sck_count_calls(client, "send"), 1);
	assert_int_equal(sck_count_calls(server, "send"), 0);
	assert_int_equal(sck_count_calls(server, "accept"), 1);
	assert_int_equal(sck_count_calls(client, "accept"), 0);
}

static void wants_another_order(void **state)
{
	sck_expect_calls(served(*state), "socket listen bind");
}

static void wants_one_too_many(void **state)
{
	sck_expect_calls(served(*state), "send send send");
}

static void fails_with_what_was_called(void **state)
{
	(void)state;
	outcome_assert_says(outcome_assert_fails(wants_another_order, CAUSE_CALLS), "bind");
	outcome_assert_fails(wants_one_too_many, CAUSE_CALLS);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(finds_them),
	LIVE_TEST(counts_them),
	LIVE_TEST(counts_only_what_has_returned),
	LIVE_TEST(counts_each_program_alone),
	cmocka_unit_test(fails_with_what_was_called),
};

LIVE_MAIN(tests)
