/*
 * A datagram is longer than any can be (65507 bytes over IPv4, 65527 over IPv6), or, where it may not be fragmented, than the MTU lets
 * pass: the send fails with EMSGSIZE and nothing is sent. Who looks at the result sends it in parts; who does not has sent nothing.
 *
 * Edge case: 98
 * Families: ipv4 ipv6
 * Means: peer, namespace, injected
 * Source: udp(7), EMSGSIZE; ip(7), IP_MTU_DISCOVER; RFC 768
 */
#include "support/edge.h"
#include <errno.h>
#include <stdio.h>

enum { HEADERS_IPV4 = 20 + 8, HEADERS_IPV6 = 40 + 8, MOST = 65535, MTU = 1280 };

static bool is_ipv6(struct sck_session *s)
{
	return sck_family(s) == SCK_IPV6;
}

static struct sck_program *start(struct sck_session *s, size_t len, const char *how, bool whole)
{
	char length[16];

	snprintf(length, sizeof(length), "%zu", len);
	if (whole)
		return START(s, "sends_a_long_datagram", "{host}", "{port}", length, how, "whole");
	return START(s, "sends_a_long_datagram", "{host}", "{port}", length, how);
}

/* Parts of the bytes 0 to 250, over and over. */
static void expect_parts(struct sck_peer *server, size_t len, size_t part)
{
	static uint8_t bytes[MOST + 1];

	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(i % 251);
	for (size_t at = 0; at < len; at += part)
		sck_expect_datagram(server, bytes + at, len - at < part ? len - at : part);
	sck_expect_silence(server);
}

/* LEN is a byte too many for one. */
static void splits_or_loses(struct sck_session *s, size_t len, bool whole)
{
	struct sck_peer *server = sck_datagrams_at(s, false);
	struct sck_program *p = start(s, len, "splits", whole);

	expect_parts(server, len, (len + 1) / 2);
	sck_expect_exit(p, 0);
	assert_int_equal(seen_call(s, "send", 1)->error, EMSGSIZE);
	assert_int_equal(seen_call(s, "send", 2)->result, (len + 1) / 2);
	p = start(s, len, "ignores", whole);
	sck_expect_exit(p, 0);
	sck_expect_silence(server);
}

static void longer_than_any(void **state)
{
	const size_t longest = MOST - (is_ipv6(*state) ? 8 : HEADERS_IPV4);

	splits_or_loses(*state, longest + edge_means(), false);
}

static void longer_than_the_mtu(void **state)
{
	if (edge_means())
		sck_mtu(*state, MTU);
	splits_or_loses(*state, MTU - (is_ipv6(*state) ? HEADERS_IPV6 : HEADERS_IPV4) + 1, true);
}

/* One byte less does pass, as one. */
static void as_long_as_the_mtu(void **state)
{
	const size_t len = MTU - (is_ipv6(*state) ? HEADERS_IPV6 : HEADERS_IPV4);
	struct sck_peer *server;

	if (edge_means())
		sck_mtu(*state, MTU);
	server = sck_datagrams_at(*state, false);
	start(*state, len, "splits", true);
	expect_parts(server, len, len);
	start(*state, len + 1, "splits", true);
	expect_parts(server, len + 1, (len + 2) / 2);
}

static void as_a_rule_says(void **state)
{
	struct sck_peer *server = sck_datagrams_at(*state, false);
	struct sck_program *p;

	if (edge_means())
		sck_inject(*state, "send:error=EMSGSIZE:when=1");
	p = start(*state, 1000, "splits", false);
	expect_parts(server, 1000, 500);
	sck_expect_exit(p, 0);
	assert_int_equal(seen_call(*state, "send", 1)->error, EMSGSIZE);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(longer_than_any),
	EDGE_TESTS(longer_than_the_mtu),
	EDGE_TESTS(as_long_as_the_mtu),
	EDGE_TESTS(as_a_rule_says),
};

LIVE_MAIN(tests)
