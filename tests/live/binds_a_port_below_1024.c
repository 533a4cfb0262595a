/*
 * On a private loopback a program binds a privileged port, whoever runs the test.
 */
#include "support/live.h"
#include "support/seen.h"

static void serves_on(struct sck_session *s, uint16_t port)
{
	struct sck_program *server;
	struct sck_peer *client;

	sck_use_port(s, port);
	assert_int_equal(sck_port(s), port);
	server = live_play(s, "listen accept echo");
	client = sck_connect(s, server);
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	seen_assert_address(s, seen_call(s, "bind", 1), sck_host(s), port);
}

static void over_ipv4(void **state)
{
	serves_on(*state, 7);
}

static void over_ipv6(void **state)
{
	serves_on(*state, 80);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(over_ipv4),
	LIVE_TEST_IPV6(over_ipv6),
};

LIVE_MAIN(tests)
