/*
 * An address that the test adds can be bound and reached by the programs; without that it cannot.
 */
#include "support/live.h"

static void cannot_be_had_before(void **state)
{
	struct sck_program *p = START(*state, "play", "10.1.2.3", "{port}", "try", "bind");

	sck_expect_exit(p, 0);
	live_assert_output(p, "bind: Cannot assign requested address\n");
}

static void serves_at(struct sck_session *s, const char *address)
{
	struct sck_program *server, *client;

	sck_add_address(s, address);
	server = START(s, "play", address, "{port}", "listen", "accept", "echo");
	sck_until_parked(server);
	client = START(s, "play", address, "{port}", "connect", "send=hello", "halfclose",
		       "recvall=5", "recvend");
	sck_expect_exit(client, 0);
	sck_expect_exit(server, 0);
}

static void over_ipv4(void **state)
{
	serves_at(*state, "10.1.2.3");
}

static void over_ipv6(void **state)
{
	serves_at(*state, "fd00::7");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(cannot_be_had_before),
	LIVE_TEST(over_ipv4),
	LIVE_TEST_IPV6(over_ipv6),
};

LIVE_MAIN(tests)
