/*
 * After sck_without_ipv6 the programs cannot have ::1, as on a machine where IPv6 is switched off;
 * IPv4 is untouched.
 */
#include "support/live.h"

static void refuses_its_address(void **state)
{
	struct sck_program *p;

	sck_without_ipv6(*state);
	p = START(*state, "play", "::1", "{port}", "try", "bind");
	sck_expect_exit(p, 0);
	live_assert_output(p, "bind: Cannot assign requested address\n");
}

static void leaves_ipv4(void **state)
{
	struct sck_program *p;
	struct sck_peer *client;

	sck_without_ipv6(*state);
	p = live_play(*state, "listen accept echo");
	client = sck_connect(*state, p);
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
}

static void is_there_otherwise(void **state)
{
	sck_expect_exit(live_play(*state, "bind"), 0);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(refuses_its_address),
	LIVE_TEST(leaves_ipv4),
	LIVE_TEST_IPV6(is_there_otherwise),
};

LIVE_MAIN(tests)
