/*
 * sck_drained returns when the program has read everything that was sent, and fails where it never
 * does: where it does not read on, and where it ends the connection before it has read all.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

static void when_all_is_read(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recvall=5 recv=3 pause");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "hello");
	sck_drained(client);
	sck_until_parked(server); /* the bytes are out of the queue; now the call has returned with them, too */
	seen_assert_stream(*state, "recv", "hello", 5);
	sck_drained(client);
	sck_send_text(client, "abc");
	sck_drained(client);
	sck_until_parked(server);
	seen_assert_stream(*state, "recv", "helloabc", 8);
}

static void after_much(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recvall=3000000 pause");
	struct sck_peer *client = sck_connect(*state, server);
	static uint8_t bytes[3000000];

	sck_send(client, bytes, sizeof(bytes));
	sck_drained(client);
	sck_until_parked(server);
	assert_int_equal(seen_call(*state, "recv", 1)->result, sizeof(bytes));
}

static void is_left_unread(void **state)
{
	struct sck_peer *client =
		sck_connect(*state, live_play(*state, "listen accept recv=4 pause"));

	sck_send_text(client, "hello");
	sck_drained(client);
}

static void fails_where_a_byte_is_left(void **state)
{
	(void)state;
	outcome_assert_fails(is_left_unread, CAUSE_DEADLOCK);
}

static void closes_behind_it(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recvall=5 send=bye close");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "hello");
	sck_drained(client);
	sck_expect_exit(server, 0);
	sck_drained(client);
	sck_expect_text(client, "bye");
	sck_expect_end(client);
	sck_half_close(client);
	sck_until_parked(server);
	sck_drained(client);
}

static void closes_before_it(void **state)
{
	struct sck_peer *client =
		sck_connect(*state, live_play(*state, "listen accept recv=4 close pause"));

	sck_send_text(client, "hello");
	sck_drained(client);
}

static void ends_before_it(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recv=4 exit=3");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "hello");
	sck_drained(client);
}

/* In order, and then more is sent to where nobody reads any more. */
static void is_sent_more_than_it_stays_for(void **state)
{
	struct sck_peer *client =
		sck_connect(*state, live_play(*state, "listen accept recvall=5 close pause"));

	sck_send_text(client, "hello");
	sck_expect_end(client);
	sck_send_text(client, "more");
	sck_drained(client);
}

static void resets_unread(void **state)
{
	struct sck_peer *client =
		sck_connect(*state, live_play(*state, "listen accept recv=4 reset pause"));

	sck_send_text(client, "hello");
	sck_expect_reset(client);
	sck_drained(client);
}

static void fails_where_the_connection_ends_before_it(void **state)
{
	(void)state;
	outcome_assert_says(outcome_assert_fails(closes_before_it, CAUSE_END),
			    "wanted the program to read all that was sent, but the connection was "
			    "reset before it");
	outcome_assert_fails(ends_before_it, CAUSE_EXIT);
	outcome_assert_fails(is_sent_more_than_it_stays_for, CAUSE_END);
	outcome_assert_fails(resets_unread, CAUSE_END);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(when_all_is_read),
	LIVE_TEST_IPV6(when_all_is_read),
	LIVE_TEST(after_much),
	cmocka_unit_test(fails_where_a_byte_is_left),
	LIVE_TEST(closes_behind_it),
	LIVE_TEST_IPV6(closes_behind_it),
	cmocka_unit_test(fails_where_the_connection_ends_before_it),
};

LIVE_MAIN(tests)
