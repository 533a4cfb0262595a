/*
 * A raw ICMP socket on the loopback receives every ICMP packet there, its own echo request before the reply of the kernel. Who looks at type
 * and identifier waits on; who takes the next packet for the answer has answered itself.
 *
 * Edge case: 107
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: raw(7); icmp(7); RFC 792; RFC 4443, 4
 */
#include "support/edge.h"
#include "support/pinging.h"

static int type_of(struct sck_session *s, int n)
{
	size_t len;

	return pinging_message(s, n, &len)[0];
}

static struct sck_program *ping_lo(struct sck_session *s, const char *how)
{
	struct pinging as = { .host = sck_host(s), .how = how, .raw_sockets = SCK_RAW_ALLOWED };

	if (!sck_is_private(s))
		sck_skip(s, "on the machine's own loopback others may ping, too");
	if (!edge_means()) {
		sck_other_host(s);
		as.host = pinging_far_host(s);
	}
	return pinging_start(s, &as);
}

static void who_validates_takes_the_reply(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *p = ping_lo(s, "validates");

	sck_expect_exit(p, 0);
	live_assert_output(p, pinging_ipv4(s) ? "1: type 0 from 127.0.0.1\n" : "1: type 129 from ::1\n");
	assert_int_equal(type_of(s, 1), pinging_ipv4(s) ? 8 : 128);
	assert_int_equal(type_of(s, 2), pinging_ipv4(s) ? 0 : 129);
}

static void who_takes_any_takes_its_own_request(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *p = ping_lo(s, "takes-any");

	sck_expect_exit(p, 0);
	live_assert_output(p, pinging_ipv4(s) ? "1: type 8 from 127.0.0.1\n" : "1: type 128 from ::1\n");
	assert_int_equal(type_of(s, 1), pinging_ipv4(s) ? 8 : 128);
	assert_int_equal(seen_count(s, "recvfrom"), 1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(who_validates_takes_the_reply),
	EDGE_TESTS(who_takes_any_takes_its_own_request),
};

LIVE_MAIN(tests)
