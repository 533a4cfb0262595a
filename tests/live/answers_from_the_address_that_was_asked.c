/*
 * A datagram socket is bound to every address of a machine that has more than one. Which of them an answer comes from is then the kernel's
 * choice, and not the one that was asked: a client that has connected its socket never sees it. Who says where it is to come from
 * (IP_PKTINFO) answers rightly.
 *
 * Edge case: 99
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: ip(7), IP_PKTINFO; RFC 3542, 6; RFC 1122, 4.1.3.5
 */
#include "support/edge.h"
#include <stdio.h>

static const char *second_of(struct sck_session *s)
{
	return sck_family(s) == SCK_IPV4 ? "127.0.0.2" : "fd00::2";
}

/* All of 127.0.0.0/8 is this machine's; of IPv6 it has ::1 alone. */
static const char *add_second(struct sck_session *s)
{
	if (sck_family(s) == SCK_IPV6)
		sck_add_address(s, second_of(s));
	return second_of(s);
}

/* The one that is asked, and the one that is answered from. */
static void answers(struct sck_session *s, const char *how, const char *from)
{
	const char *asked = edge_means() ? add_second(s) : sck_host(s);
	struct sck_program *server = START(s, "answers_at_every_address", "{host}", "{port}", how), *client;
	char output[64];

	sck_until_listening(server);
	client = START(s, "asks_from_an_address", "{host}", asked, "{port}");
	sck_expect_exit(client, 0);
	snprintf(output, sizeof(output), "%s: hello\n", from);
	live_assert_output(client, output);
}

static void as_it_was_asked(void **state)
{
	answers(*state, "pktinfo", second_of(*state));
}

static void or_as_the_kernel_has_it(void **state)
{
	answers(*state, "plain", sck_host(*state));
	seen_assert_address(*state, seen_call(*state, "send", 1), second_of(*state), sck_port(*state));
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(as_it_was_asked),
	EDGE_TESTS(or_as_the_kernel_has_it),
};

LIVE_MAIN(tests)
