/*
 * A router sends back what has no TTL left, a host what is for a closed port, each by an ICMP error. A datagram socket that asks for them
 * (IP_RECVERR) hears what became of its datagram and who says so, in its error queue; one that does not, and is not connected, waits in vain.
 * A raw socket hears the error itself, with the head of the packet that it is about: who knows that for its own reports the router, and who
 * looks for replies alone nothing.
 *
 * Edge case: 110
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: RFC 792; RFC 4443, 3; RFC 1122, 3.2.2 and 4.1.3.3; ip(7), IP_RECVERR
 */
#include "support/edge.h"
#include "support/pinging.h"
#include <stdio.h>

/* A datagram to HOST. */
static struct sck_program *ask(struct sck_session *s, const char *host, const char *ttl, const char *how)
{
	sck_clock_auto(s);
	return START(s, "asks_with_a_ttl", host, "{port}", ttl, how);
}

static void expect(struct sck_program *p, const char *output)
{
	sck_expect_exit(p, 0);
	live_assert_output(p, output);
}

/* ---- TTL exceeded ---- */

/* The router is one hop away, and the far host beyond it. */
static const char *ttl(void)
{
	return edge_means() ? "1" : "64";
}

static void prove_time_exceeded(struct sck_session *s)
{
	assert_int_equal(pinging_counter(s, "InTimeExcds"), 1);
}

static void ttl_exceeded_and_who_is_told(void **state)
{
	struct sck_session *s = *state;

	sck_other_host(s);
	expect(ask(s, pinging_far_host(s), ttl(), "told"),
	       pinging_ipv4(s) ? "type 11 code 0 from 192.0.2.2: No route to host\n"
			       : "type 3 code 0 from 2001:db8::2: No route to host\n");
	prove_time_exceeded(s);
}

static void ttl_exceeded_and_who_is_deaf(void **state)
{
	struct sck_session *s = *state;

	sck_other_host(s);
	expect(ask(s, pinging_far_host(s), ttl(), "deaf"), "no answer\n");
	prove_time_exceeded(s);
}

/* ---- Port unreachable ---- */

static const char *closed_port_at(struct sck_session *s)
{
	const char *other = sck_other_host(s);

	return edge_means() ? other : pinging_far_host(s);
}

static void prove_unreachable(struct sck_session *s)
{
	assert_int_equal(pinging_counter(s, "InDestUnreachs"), 1);
}

static void port_unreachable_and_who_is_told(void **state)
{
	struct sck_session *s = *state;

	expect(ask(s, closed_port_at(s), "64", "told"),
	       pinging_ipv4(s) ? "type 3 code 3 from 192.0.2.2: Connection refused\n"
			       : "type 1 code 4 from 2001:db8::2: Connection refused\n");
	prove_unreachable(s);
}

static void port_unreachable_and_who_is_deaf(void **state)
{
	struct sck_session *s = *state;

	expect(ask(s, closed_port_at(s), "64", "deaf"), "no answer\n");
	prove_unreachable(s);
}

/* ---- With a raw socket ---- */

static struct sck_program *ping(struct sck_session *s, const char *how)
{
	sck_other_host(s);
	return pinging_start(s, &(struct pinging){
					.how = how,
					.ttl = edge_means() ? 1 : 64,
					.raw_sockets = SCK_RAW_ALLOWED,
				});
}

static void a_raw_socket_and_who_knows_its_own(void **state)
{
	struct sck_session *s = *state;

	expect(ping(s, "validates"),
	       pinging_ipv4(s) ? "1: type 11 from 192.0.2.2\n" : "1: type 3 from 2001:db8::2\n");
	prove_time_exceeded(s);
}

static void a_raw_socket_and_who_looks_for_replies(void **state)
{
	struct sck_session *s = *state;
	size_t len;

	expect(ping(s, "replies-only"), "1: no answer\n");
	assert_int_equal(pinging_message(s, 1, &len)[0], pinging_ipv4(s) ? 11 : 3);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(ttl_exceeded_and_who_is_told),
	EDGE_TESTS(ttl_exceeded_and_who_is_deaf),
	EDGE_TESTS(port_unreachable_and_who_is_told),
	EDGE_TESTS(port_unreachable_and_who_is_deaf),
	EDGE_TESTS(a_raw_socket_and_who_knows_its_own),
	EDGE_TESTS(a_raw_socket_and_who_looks_for_replies),
};

LIVE_MAIN(tests)
