/*
 * A link between programs, or between one and a peer of ours: which datagrams arrive, how often, in which order and when is what the test
 * has said, by their numbers, on each way.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

static struct sck_peer *server;

static struct sck_link *begin(struct sck_session *s)
{
	server = sck_datagrams_at(s, false);
	return sck_link(s);
}

static void expect_each(const char *letters)
{
	for (; *letters; letters++)
		sck_expect_datagram(server, letters, 1);
	sck_expect_silence(server);
}

static void send_each(const char *letters)
{
	for (; *letters; letters++)
		sck_send_datagram(server, letters, 1);
}

/* ---- To the server ---- */

static const char sends_five[] = "connect=udp send=1 send=2 send=3 send=4 send=5";

static void passes_all(void **state)
{
	struct sck_link *link = begin(*state);

	live_play(*state, sends_five);
	expect_each("12345");
	assert_int_equal(sck_link_count(link, SCK_TO_SERVER), 5);
	assert_int_equal(sck_link_count(link, SCK_TO_CLIENT), 0);
}

static void loses(void **state)
{
	struct sck_link *link = begin(*state);

	sck_link_lose(link, SCK_TO_SERVER, 1);
	sck_link_lose(link, SCK_TO_SERVER, 4);
	live_play(*state, sends_five);
	expect_each("235");
	sck_expect_injected(*state);
	assert_int_equal(sck_link_count(link, SCK_TO_SERVER), 5);
}

static void repeats(void **state)
{
	sck_link_repeat(begin(*state), SCK_TO_SERVER, 2);
	live_play(*state, sends_five);
	expect_each("122345");
	sck_expect_injected(*state);
}

static void swaps(void **state)
{
	struct sck_link *link = begin(*state);

	sck_link_swap(link, SCK_TO_SERVER, 1);
	sck_link_swap(link, SCK_TO_SERVER, 3);
	sck_link_lose(link, SCK_TO_SERVER, 4);
	live_play(*state, sends_five);
	expect_each("2153");
	sck_expect_injected(*state);
}

static void delays(void **state)
{
	struct sck_link *link;

	sck_clock_auto(*state);
	link = begin(*state);
	sck_link_delay(link, SCK_TO_SERVER, 1, 3 * SCK_SECOND);
	sck_link_delay(link, SCK_TO_SERVER, 2, SCK_SECOND);
	sck_link_delay(link, SCK_TO_SERVER, 4, SCK_SECOND);
	live_play(*state, "connect=udp send=1 send=2 send=3 send=4 send=5 pause");
	expect_each("35");
	sck_clock_advance(*state, 2 * SCK_SECOND);
	expect_each("24");
	expect_each("1"); /* the clock goes there by itself */
	sck_expect_injected(*state);
}

/* The kernel's clock: it arrives when its time has passed, and is waited for. */
static void delays_by_the_kernel_s_clock(void **state)
{
	sck_link_delay(begin(*state), SCK_TO_SERVER, 1, 20 * SCK_MILLISECOND);
	live_play(*state, "connect=udp send=1 send=2 pause");
	sck_expect_datagram(server, "2", 1);
	sck_expect_datagram(server, "1", 1);
}

/* ---- To the client ---- */

static void does_so_on_the_way_back(void **state)
{
	struct sck_link *link = begin(*state);
	struct sck_program *client;

	sck_link_swap(link, SCK_TO_CLIENT, 1);
	sck_link_lose(link, SCK_TO_CLIENT, 3);
	sck_link_repeat(link, SCK_TO_CLIENT, 4);
	client = live_play(*state, "connect=udp send=? recv recv recv recv");
	sck_expect_datagram(server, "?", 1);
	send_each("abcd");
	sck_expect_exit(client, 0);
	sck_expect_injected(*state);
	seen_assert_stream(*state, "recv", "badd", 4);
	assert_int_equal(sck_link_count(link, SCK_TO_SERVER), 1);
	assert_int_equal(sck_link_count(link, SCK_TO_CLIENT), 4);
}

/* All rest when it is sent, so that no work of the client counts as time. */
static void delays_to_the_nanosecond(void **state)
{
	struct sck_program *client;

	sck_clock_auto(*state);
	sck_link_delay(begin(*state), SCK_TO_CLIENT, 1, SCK_SECOND);
	client = live_play(*state, "connect=udp send=? recv pause");
	sck_expect_datagram(server, "?", 1);
	sck_until_parked(client);
	send_each("!");
	sck_clock_advance(*state, SCK_SECOND - 1);
	seen_assert_stream(*state, "recv", "", 0);
	sck_clock_advance(*state, 1);
	seen_assert_stream(*state, "recv", "!", 1);
}

/* The client waits for two seconds. */
static void delays_an_answer(void **state, int64_t for_ns, const char *output)
{
	struct sck_program *client;

	sck_clock_auto(*state);
	sck_link_delay(begin(*state), SCK_TO_CLIENT, 1, for_ns);
	client = live_play(*state, "connect=udp rcvtimeo=2000 send=? try recv=1 print=done");
	sck_expect_datagram(server, "?", 1);
	sck_until_parked(client);
	send_each("!");
	sck_expect_exit(client, 0);
	live_assert_output(client, output);
}

static void delays_until_before_a_time_out(void **state)
{
	delays_an_answer(state, SCK_SECOND, "done\n");
}

static void delays_until_after_a_time_out(void **state)
{
	delays_an_answer(state, 3 * SCK_SECOND, "recv: Resource temporarily unavailable\ndone\n");
}

/* ---- Between programs ---- */

static void joins_two_programs(void **state)
{
	struct sck_program *echo = live_play(*state, "udp answer");
	struct sck_program *first, *second;
	struct sck_link *link;

	sck_until_listening(echo);
	link = sck_link(*state);
	sck_link_swap(link, SCK_TO_CLIENT, 1);
	first = live_play(*state, "connect=udp send=a send=b recv recv");
	sck_expect_exit(first, 0);
	second = live_play(*state, "connect=udp send=c recv");
	sck_expect_exit(second, 0);
	sck_expect_injected(*state);
	assert_int_equal(sck_link_count(link, SCK_TO_SERVER), 3);
	assert_int_equal(sck_link_count(link, SCK_TO_CLIENT), 3);
}

static int count_of_length(struct sck_session *s, int64_t len)
{
	const struct record_call *call;
	int count = 0;

	for (int n = 1; (call = seen_find(s, "recv", n)); n++)
		count += call->ended_at >= 0 && call->result == len;
	return count;
}

static void carries_every_size(void **state)
{
	struct sck_program *echo = live_play(*state, "udp answer"), *client;

	sck_until_listening(echo);
	sck_link(*state);
	client = live_play(*state, "connect=udp send= recv fill=65507 recv");
	sck_expect_exit(client, 0);
	assert_int_equal(count_of_length(*state, 0), 2);
	assert_int_equal(count_of_length(*state, 65507), 2);
}

/* ---- Where it cannot be done ---- */

/* Nothing comes that the first could follow: it passes when all wait for good, and what was asked has not happened. */
static void has_nothing_to_swap_with(void **state)
{
	sck_link_swap(begin(*state), SCK_TO_SERVER, 1);
	live_play(*state, "connect=udp send=1 recv");
	sck_expect_datagram(server, "1", 1);
	sck_expect_injected(*state);
}

/* Nor do all wait for good: a timer goes on and on. */
static void has_nothing_to_swap_with_for_long(void **state)
{
	sck_clock_auto(*state);
	sck_link_swap(begin(*state), SCK_TO_SERVER, 1);
	live_play(*state, "connect=udp send=1 loop sleep=3000 again");
	sck_expect_datagram(server, "1", 1);
	sck_expect_injected(*state);
}

static void has_nothing_to_lose(void **state)
{
	sck_link_lose(begin(*state), SCK_TO_SERVER, 6);
	live_play(*state, sends_five);
	expect_each("12345");
	sck_expect_injected(*state);
}

static void is_told_too_late(void **state)
{
	struct sck_link *link = begin(*state);

	live_play(*state, sends_five);
	expect_each("12345");
	sck_link_lose(link, SCK_TO_SERVER, 5);
}

static void is_told_twice(void **state)
{
	struct sck_link *link = begin(*state);

	sck_link_lose(link, SCK_TO_CLIENT, 5);
	sck_link_lose(link, SCK_TO_SERVER, 5);
	sck_link_swap(link, SCK_TO_SERVER, 5);
}

static void loses_what_was_waited_for(void **state)
{
	sck_link_lose(begin(*state), SCK_TO_SERVER, 1);
	live_play(*state, "connect=udp send=1 recv");
	sck_expect_datagram(server, "1", 1);
}

static void says_what_did_not_happen(void **state)
{
	const struct outcome *o;

	(void)state;
	o = outcome_of(has_nothing_to_swap_with);
	assert_int_equal(o->kind, VERDICT_SKIP);
	outcome_assert_says(o, "swap datagram 1 to the server, and it had nothing to follow");
	assert_int_equal(outcome_of(has_nothing_to_swap_with_for_long)->kind, VERDICT_SKIP);
	o = outcome_of(has_nothing_to_lose);
	assert_int_equal(o->kind, VERDICT_SKIP);
	outcome_assert_says(o, "lose datagram 6 to the server, and it never came");
	assert_int_equal(outcome_of(is_told_too_late)->kind, VERDICT_BROKEN);
	assert_int_equal(outcome_of(is_told_twice)->kind, VERDICT_BROKEN);
	outcome_assert_fails(loses_what_was_waited_for, CAUSE_DEADLOCK);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(passes_all),
	LIVE_TEST_IPV6(passes_all),
	LIVE_TEST(loses),
	LIVE_TEST_IPV6(loses),
	LIVE_TEST(repeats),
	LIVE_TEST(swaps),
	LIVE_TEST(delays),
	LIVE_TEST_IPV6(delays),
	LIVE_TEST(delays_by_the_kernel_s_clock),
	LIVE_TEST(does_so_on_the_way_back),
	LIVE_TEST_IPV6(does_so_on_the_way_back),
	LIVE_TEST(delays_to_the_nanosecond),
	LIVE_TEST(delays_until_before_a_time_out),
	LIVE_TEST(delays_until_after_a_time_out),
	LIVE_TEST(joins_two_programs),
	LIVE_TEST_IPV6(joins_two_programs),
	LIVE_TEST(carries_every_size),
	LIVE_TEST_IPV6(carries_every_size),
	cmocka_unit_test(says_what_did_not_happen),
};

LIVE_MAIN(tests)
