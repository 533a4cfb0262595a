/*
 * There is no way to the server: no route at all (ENETUNREACH), or one that says unreachable (EHOSTUNREACH), prohibited (EACCES) or blackhole (EINVAL). The
 * client tells which it was; who names one reason for everything sends its user looking in the wrong place.
 *
 * Edge case: 40
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: connect(2); ip(7), ERRORS; ip-route(8)
 */
#include "support/edge.h"
#include <errno.h>
#include <stdio.h>

static const struct no_way {
	const char *route; /* NULL: none */
	int error;
	const char *message;
} no_ways[] = {
	{ "unreachable", EHOSTUNREACH, "No route to host" },
	{ "prohibit", EACCES, "Permission denied" },
	{ "blackhole", EINVAL, "Invalid argument" },
	{ NULL, ENETUNREACH, "Network is unreachable" },
};

static void lack(enum sck_family family, const struct no_way *none, const char *how, const char *message)
{
	struct sck_session *s = sck_session_new(family);
	const char *network = family == SCK_IPV6 ? "2001:db8::/32" : "198.51.100.0/24";
	char route[64];
	struct sck_program *p;

	snprintf(route, sizeof(route), "%s %s", none->route ? none->route : "", network);
	if (none->route && edge_means())
		sck_route(s, route);
	p = START(s, "tells_why_it_got_no_answer",
		  family == SCK_IPV6 ? "2001:db8::7" : "198.51.100.7", "{port}", how);
	sck_expect_failure(p);
	edge_assert_says(p, message);
	assert_int_equal(seen_call(s, "connect", 1)->error, none->error);
	sck_session_free(s);
}

static void tells_which(void **state)
{
	for (size_t i = 0; i < COUNT_OF(no_ways); i++)
		lack(sck_family(*state), &no_ways[i], "tells", no_ways[i].message);
}

static void names_one(void **state)
{
	for (size_t i = 0; i < COUNT_OF(no_ways); i++)
		lack(sck_family(*state), &no_ways[i], "guesses", "the server is down");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(tells_which),
	EDGE_TESTS(names_one),
};

LIVE_MAIN(tests)
