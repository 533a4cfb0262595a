/*
 * sck_expect_silence: until every thread is parked, nothing comes; a byte or an end that comes is a
 * FAIL, also one that comes late, after the program has computed.
 */
#include "support/live.h"
#include "support/outcome.h"

static struct sck_peer *client_of(struct sck_session *s, const char *words)
{
	return sck_connect(s, live_play(s, words));
}

static void of_one_that_waits(void **state)
{
	struct sck_peer *client =
		client_of(*state, "listen accept recv=1 compute=50 recvall=4 send=ok pause");

	sck_expect_silence(client);
	sck_send_text(client, "x");
	sck_expect_silence(client);
	sck_send_text(client, "last");
	sck_expect_text(client, "ok");
	sck_expect_silence(client);
}

static void of_a_datagram_server(void **state)
{
	struct sck_peer *peer = sck_datagrams_to(*state, live_play(*state, "udp recv pause"));

	sck_send_datagram(peer, "x", 1);
	sck_expect_silence(peer);
}

static void a_byte_comes(void **state)
{
	sck_expect_silence(client_of(*state, "listen accept compute=50 send=x pause"));
}

static void an_end_comes(void **state)
{
	sck_expect_silence(client_of(*state, "listen accept compute=50 close pause"));
}

static void a_datagram_comes(void **state)
{
	struct sck_peer *peer = sck_datagrams_to(*state, live_play(*state, "udp answer"));

	sck_send_datagram(peer, "x", 1);
	sck_expect_silence(peer);
}

static void fails_for_its_cause(void **state)
{
	(void)state;
	outcome_assert_fails(a_byte_comes, CAUSE_BYTES);
	outcome_assert_fails(an_end_comes, CAUSE_END);
	outcome_assert_fails(a_datagram_comes, CAUSE_BYTES);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(of_one_that_waits),
	LIVE_TEST_IPV6(of_one_that_waits),
	LIVE_TEST(of_a_datagram_server),
	cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
