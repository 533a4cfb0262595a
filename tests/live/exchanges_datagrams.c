/*
 * Datagrams of every size, the empty one included, to a program and from one: each is one, whole,
 * or the verdict is FAIL.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

enum { MOST_IPV4 = 65507, MOST_IPV6 = 65527 };
static uint8_t bytes[MOST_IPV6];

static void of_sizes(struct sck_session *s, const size_t *sizes, size_t count)
{
	struct sck_peer *peer = sck_datagrams_to(s, live_play(s, "udp answer"));

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i % 253);
	for (size_t i = 0; i < count; i++) {
		sck_send_datagram(peer, bytes, sizes[i]);
		sck_expect_datagram(peer, bytes, sizes[i]);
	}
	sck_expect_silence(peer);
}

static void of_any_size_over_ipv4(void **state)
{
	of_sizes(*state, (const size_t[]){ 0, 1, 512, 1472, 9000, MOST_IPV4 }, 6);
}

static void of_any_size_over_ipv6(void **state)
{
	of_sizes(*state, (const size_t[]){ 0, 1, 512, 1472, 9000, MOST_IPV6 }, 6);
}

static void several_at_once(void **state)
{
	struct sck_peer *peer = sck_datagrams_to(*state, live_play(*state, "udp answer=3"));

	sck_send_datagram(peer, "one", 3);
	sck_send_datagram(peer, "", 0);
	sck_send_datagram(peer, "three", 5);
	sck_expect_datagram(peer, "one", 3);
	sck_expect_datagram(peer, "", 0);
	sck_expect_datagram(peer, "three", 5);
}

static void to_two_peers(void **state)
{
	struct sck_program *server = live_play(*state, "udp answer");
	struct sck_peer *first = sck_datagrams_to(*state, server),
			*second = sck_datagrams_to(*state, server);

	sck_send_datagram(first, "first", 5);
	sck_send_datagram(second, "second", 6);
	sck_expect_datagram(second, "second", 6);
	sck_expect_datagram(first, "first", 5);
}

static void from_a_client(void **state)
{
	struct sck_peer *peer = sck_datagrams_at(*state, false);
	struct sck_program *client =
		live_play(*state, "connect=udp send=question recv=100 print=answered");

	sck_expect_datagram(peer, "question", 8);
	sck_send_datagram(peer, "answer", 6);
	sck_expect_exit(client, 0);
	seen_assert_stream(*state, "recv", "answer", 6);
}

static void from_a_stranger(void **state)
{
	struct sck_peer *peer = sck_datagrams_at(*state, false),
			*stranger = sck_datagrams_at(*state, true);
	struct sck_program *client = START(*state, "asks_by_sendto", "{host}", "{port}");

	sck_expect_datagram(peer, "question", 8);
	sck_send_datagram(stranger, "wrong", 5);
	sck_send_datagram(peer, "right", 5);
	sck_expect_exit(client, 0);
	sck_expect_output_text(client, "a stranger: wrong\nthe server: right\n");
}

static void gets_other_bytes(void **state)
{
	struct sck_peer *peer = sck_datagrams_to(*state, live_play(*state, "udp answer"));

	sck_send_datagram(peer, "hello", 5);
	sck_expect_datagram(peer, "hell", 4);
}

static void gets_none(void **state)
{
	struct sck_peer *peer = sck_datagrams_to(*state, live_play(*state, "udp recv pause"));

	sck_send_datagram(peer, "hello", 5);
	sck_expect_datagram(peer, "hello", 5);
}

static void fails_for_its_cause(void **state)
{
	(void)state;
	outcome_assert_fails(gets_other_bytes, CAUSE_BYTES);
	outcome_assert_fails(gets_none, CAUSE_DEADLOCK);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(of_any_size_over_ipv4), LIVE_TEST_IPV6(of_any_size_over_ipv6),
	LIVE_TEST(several_at_once),       LIVE_TEST_IPV6(several_at_once),
	LIVE_TEST(to_two_peers),          LIVE_TEST(from_a_client),
	LIVE_TEST_IPV6(from_a_client),    LIVE_TEST(from_a_stranger),
	LIVE_TEST_IPV6(from_a_stranger),  cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
