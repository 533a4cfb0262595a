/*
 * sck_send_in_chunks makes a segment of each chunk; sck_send_paced sends the next chunk only when
 * the program has read all before it, so that each recv of the program is a short one.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

static void paces_by_what_was_read(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept echo");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_paced(client, "abcdefghij", 10, 1);
	sck_half_close(client);
	sck_expect_text(client, "abcdefghij");
	sck_expect_exit(server, 0);
	for (int n = 1; n <= 10; n++) {
		assert_int_equal(seen_call(*state, "recv", n)->result, 1);
		seen_assert_data(*state, seen_call(*state, "recv", n), &"abcdefghij"[n - 1], 1);
	}
	assert_int_equal(seen_call(*state, "recv", 11)->result, 0);
	assert_int_equal(seen_count(*state, "recv"), 11);
}

static void paces_by_uneven_chunks(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept echo");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_paced(client, "abcdefgh", 8, 3);
	sck_half_close(client);
	sck_expect_text(client, "abcdefgh");
	sck_expect_exit(server, 0);
	assert_int_equal(seen_call(*state, "recv", 1)->result, 3);
	assert_int_equal(seen_call(*state, "recv", 2)->result, 3);
	assert_int_equal(seen_call(*state, "recv", 3)->result, 2);
}

static void makes_a_segment_of_each_chunk(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recvall=10 send=ok");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_in_chunks(client, "abcdefghij", 10, 4);
	sck_expect_text(client, "ok");
	sck_expect_exit(server, 0);
	seen_assert_stream(*state, "recv", "abcdefghij", 10);
}

static void is_not_read(void **state)
{
	struct sck_peer *client =
		sck_connect(*state, live_play(*state, "listen accept recv=1 pause"));

	sck_send_paced(client, "abc", 3, 1);
}

static void fails_where_nobody_reads(void **state)
{
	(void)state;
	outcome_assert_fails(is_not_read, CAUSE_DEADLOCK);
}

static void closes_behind_it(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recvall=6 send=ok");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_paced(client, "Alice\n", 6, 1);
	sck_expect_text(client, "ok");
	sck_expect_end(client);
}

static void ends_where_the_connection_does(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept recvall=2 close pause");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_paced(client, "abcdef", 6, 1);
	sck_expect_gone(client);
	seen_assert_stream(*state, "recv", "ab", 2);
	sck_send_paced(client, "ghi", 3, 1);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(paces_by_what_was_read),          LIVE_TEST_IPV6(paces_by_what_was_read),
	LIVE_TEST(paces_by_uneven_chunks),          LIVE_TEST(makes_a_segment_of_each_chunk),
	cmocka_unit_test(fails_where_nobody_reads), LIVE_TEST(closes_behind_it),
	LIVE_TEST_IPV6(closes_behind_it),           LIVE_TEST(ends_where_the_connection_does),
};

LIVE_MAIN(tests)
