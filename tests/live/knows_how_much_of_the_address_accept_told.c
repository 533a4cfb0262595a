/*
 * Accept can be asked for no address, or for one with less room than it takes: it fills the room, and tells the whole length. Only who
 * compares both knows whom it has. An address without a length is EFAULT, and the connection is lost.
 *
 * Edge case: 58
 * Families: ipv4 ipv6
 * Means: peer
 * Source: accept(2)
 */
#include "support/edge.h"
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>

static struct sck_program *begin(struct sck_session *s, const char *room, const char *how)
{
	return START(s, "asks_accept_for_an_address", "{host}", "{port}", edge_means() ? room : "128", how);
}

static void tells(struct sck_session *s, const char *room, const char *how, const char *told,
		  const char *name)
{
	struct sck_program *server = begin(s, room, how);
	char want[128];

	sck_connect(s, server);
	sck_expect_exit(server, 0);
	snprintf(want, sizeof(want), "%s\n%s\n", told, name);
	live_assert_output(server, want);
}

static void asks_getpeername_instead(void **state)
{
	tells(*state, "null", "checks", "not asked", sck_host(*state));
	assert_int_equal(seen_call(*state, "accept", 1)->args[1], 0);
}

static void sees_that_it_is_cut_off(void **state)
{
	tells(*state, "4", "checks", "cut off", sck_host(*state));
}

/* A length that was never set: nothing is told. */
static void believes_what_is_not_there(void **state)
{
	tells(*state, "0", "believes", "cut off", "nobody");
}

/* The family and the port are there, the address is not. */
static void believes_what_is_cut_off(void **state)
{
	tells(*state, "4", "believes", "cut off", sck_family(*state) == SCK_IPV6 ? "::" : "0.0.0.0");
}

static void loses_the_connection(void **state)
{
	struct sck_program *server = begin(*state, "missing", "checks");

	sck_expect_gone(sck_connect(*state, server));
	sck_expect_failure(server);
	assert_int_equal(seen_call(*state, "accept", 1)->error, EFAULT);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(asks_getpeername_instead),   EDGE_TESTS(sees_that_it_is_cut_off),
	EDGE_TESTS(believes_what_is_not_there), EDGE_TESTS(believes_what_is_cut_off),
	EDGE_TESTS(loses_the_connection),
};

LIVE_MAIN(tests)
