/*
 * Whether a socket bound to :: takes clients of IPv4, too, is what IPV6_V6ONLY says, and what that is at first the machine's administrator says
 * (net.ipv6.bindv6only). A server that needs either sets it; one that leaves it serves on one machine whom it refuses on the next.
 *
 * Edge case: 65
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: ipv6(7), IPV6_V6ONLY; RFC 3493, 5.3
 */
#include "support/edge.h"

/* A server that finds the option as bindv6only has it. */
static struct sck_program *begin(struct sck_session *s, int only, const char *sets)
{
	struct sck_program *server;

	if (edge_means())
		sck_sysctl(s, "ipv6/bindv6only", only ? "1" : "0");
	server = START(s, "listens_on_ipv6", "{port}", sets);
	sck_until_listening(server);
	sck_expect_output_begins(server, only ? "1\n" : "0\n", 2);
	return server;
}

static void is_greeted_at(struct sck_session *s, struct sck_program *server, const char *address)
{
	sck_use_address(s, address);
	sck_expect_text(sck_connect(s, server), "hello");
}

static void is_refused_at(struct sck_session *s, struct sck_program *server, const char *address)
{
	sck_use_address(s, address);
	sck_expect_connect_refused(s, server);
}

/* On a machine where bindv6only is 1, and on one where it is 0. */
static void over_both(const char *sets,
		      void (*ipv4)(struct sck_session *, struct sck_program *, const char *))
{
	for (int only = 1; only >= 0; only--) {
		struct sck_session *s = sck_session_new(SCK_IPV6);
		struct sck_program *server = begin(s, only, sets);

		is_greeted_at(s, server, "::1");
		ipv4(s, server, "127.0.0.1");
		sck_session_free(s);
	}
}

static void takes_both_wherever_it_is(void **state)
{
	(void)state;
	over_both("0", is_greeted_at);
}

static void takes_ipv6_alone_wherever_it_is(void **state)
{
	(void)state;
	over_both("1", is_refused_at);
}

static void takes_what_the_machine_says(void **state)
{
	struct sck_program *server = begin(*state, 1, "unset");

	is_greeted_at(*state, server, "::1");
	is_refused_at(*state, server, "127.0.0.1");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST_IPV6(takes_both_wherever_it_is),
	LIVE_TEST_IPV6(takes_ipv6_alone_wherever_it_is),
	LIVE_TEST_IPV6(takes_what_the_machine_says),
};

LIVE_MAIN(tests)
