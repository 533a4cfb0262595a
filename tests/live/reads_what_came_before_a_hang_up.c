/*
 * The peer's end, or its reset, is told together with bytes that came before it. Who reads first has them; who takes the hang-up for the first
 * thing to see to loses them.
 *
 * Edge case: 85
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: poll(2); epoll_ctl(2), EPOLLRDHUP and EPOLLHUP
 */
#include "support/edge.h"

/* All has come when the program waits for the first time. */
static struct sck_peer *send_before_it_waits(struct sck_session *s, struct sck_program *server,
					     void (*end)(struct sck_peer *client))
{
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_send_text(client, "last words");
	if (edge_means() && end)
		end(client);
	sck_run_until(s, server, SCK_BEFORE, "wait", 1);
	sck_until_parked(server);
	sck_go_on(server);
	return client;
}

static struct sck_program *begin(struct sck_session *s, const char *how)
{
	return START(s, "meets_a_hang_up", "{host}", "{port}", how);
}

static void an_end_by_one_that_reads(void **state)
{
	struct sck_program *server = begin(*state, "data");
	struct sck_peer *client = send_before_it_waits(*state, server, sck_half_close);

	sck_expect_text(client, "last words");
	sck_expect_end(client);
	sck_expect_exit(server, 0);
	live_assert_output(server, "IN RDHUP \nlast words, then the end\n");
}

static void an_end_by_one_that_closes(void **state)
{
	struct sck_program *server = begin(*state, "hang-up");
	struct sck_peer *client = send_before_it_waits(*state, server, sck_half_close);

	sck_expect_exit(server, 0);
	live_assert_output(server, "IN RDHUP \n");
	sck_expect_reset(client);
	assert_int_equal(seen_count(*state, "recv"), 0);
}

static void a_reset_by_one_that_reads(void **state)
{
	struct sck_program *server = begin(*state, "data");

	send_before_it_waits(*state, server, sck_reset);
	sck_expect_exit(server, 0);
	live_assert_output(server, "IN RDHUP HUP ERR\nlast words, then ECONNRESET\n");
}

static void a_reset_by_one_that_closes(void **state)
{
	struct sck_program *server = begin(*state, "hang-up");

	send_before_it_waits(*state, server, sck_reset);
	sck_expect_exit(server, 0);
	live_assert_output(server, "IN RDHUP HUP ERR\n");
	assert_int_equal(seen_count(*state, "recv"), 0);
}

static void a_reset_by_a_rule(void **state)
{
	struct sck_program *server;

	if (edge_means())
		sck_inject(*state, "wait:hang-up:when=1");
	server = begin(*state, "data");
	send_before_it_waits(*state, server, NULL);
	sck_expect_exit(server, 0);
	live_assert_output(server, "IN RDHUP HUP ERR\nlast words, then ECONNRESET\n");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(an_end_by_one_that_reads),  EDGE_TESTS(an_end_by_one_that_closes),
	EDGE_TESTS(a_reset_by_one_that_reads), EDGE_TESTS(a_reset_by_one_that_closes),
	EDGE_TESTS(a_reset_by_a_rule),
};

LIVE_MAIN(tests)
