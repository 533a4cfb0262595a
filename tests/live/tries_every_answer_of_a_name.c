/*
 * A name has several answers, and only the last one's host listens: who tries them all gets there. One answer may be missing where
 * AI_ADDRCONFIG is asked for on a host whose other addresses are all of the other family. And where no nameserver answers, the name may
 * resolve another time.
 *
 * Edge case: 113
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: getaddrinfo(3); RFC 6724; RFC 3493 section 6.1
 */
#include "support/edge.h"

static void ends(struct sck_session *s, const char *name, const char *how, const char *output)
{
	struct sck_program *p = START(s, "connects_by_name", name, "{port}", how);

	sck_until_exit(p);
	live_assert_output(p, output);
}

/* The listener is at the one that address selection puts last. */
static void by_the_last_of_them(void **state)
{
	struct sck_session *s = *state;
	const bool is_ipv6 = sck_family(s) == SCK_IPV6;
	const struct sck_listen last = { .address = is_ipv6 ? "fd00::2" : "127.0.0.4" };

	if (is_ipv6)
		sck_add_address(s, "fd00::2");
	sck_hosts(s, is_ipv6 ? "::1 many.example\nfd00::2 many.example\n" : "127.0.0.2 many.example\n127.0.0.3 many.example\n127.0.0.4 many.example\n");
	sck_listen(s, edge_means() ? &last : NULL);
	ends(s, "many.example", "first", "refused\n");
	ends(s, "many.example", "all", "connected\n");
}

/* The other family's address is the host's only one besides loopback's. */
static void that_address_configuration_leaves_out(void **state)
{
	struct sck_session *s = *state;
	const bool is_ipv6 = sck_family(s) == SCK_IPV6;

	if (edge_means())
		sck_add_address(s, is_ipv6 ? "10.1.2.3" : "fd00::2");
	sck_hosts(s, is_ipv6 ? "::1 only.example\n" : "127.0.0.1 only.example\n");
	sck_listen(s, NULL);
	ends(s, "only.example", "all", "connected\n");
	ends(s, "only.example", "configured", is_ipv6 ? "refused\n" : "later\n");
}

/* Nobody is at port 53. */
static void later_where_no_nameserver_answers(void **state)
{
	struct sck_session *s = *state;

	sck_hosts(s, edge_means() ? "" : "127.0.0.1 unknown.example\n::1 unknown.example\n");
	ends(s, "unknown.example", "all", "later\n");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(by_the_last_of_them),
	EDGE_TESTS(that_address_configuration_leaves_out),
	EDGE_TESTS(later_where_no_nameserver_answers),
};

LIVE_MAIN(tests)
