/*
 * There is no IPv6: it is switched off, and connect fails with EADDRNOTAVAIL; or the kernel has none, and socket with EAFNOSUPPORT. Who goes on to the IPv4 address
 * reaches the server; who ends at the first address does not.
 *
 * Edge case: 43
 * Families: ipv4
 * Means: namespace, injected
 * Source: socket(2), EAFNOSUPPORT; connect(2), EADDRNOTAVAIL
 */
#include "support/edge.h"
#include <errno.h>

static void try_both(struct sck_session *s, const char *how)
{
	struct sck_peer *listener = sck_listen(s, NULL);
	struct sck_program *p = START(s, "tries_each_address", how, "{port}", "::1", "127.0.0.1");

	if (strcmp(how, "each") == 0)
		sck_expect_text(sck_accept(listener), "hello");
	else
		sck_expect_failure(p);
}

static void switched_off(void **state, const char *how)
{
	if (edge_means())
		sck_without_ipv6(*state);
	try_both(*state, how);
	assert_int_equal(seen_call(*state, "connect", 1)->error, EADDRNOTAVAIL);
}

static void not_in_the_kernel(void **state, const char *how)
{
	if (edge_means())
		sck_inject(*state, "socket:error=EAFNOSUPPORT:when=1");
	try_both(*state, how);
	assert_int_equal(seen_find(*state, "socket", 1)->error, EAFNOSUPPORT);
}

static void goes_on_where_it_is_switched_off(void **state)
{
	switched_off(state, "each");
}

static void ends_where_it_is_switched_off(void **state)
{
	switched_off(state, "first");
}

static void goes_on_where_the_kernel_has_none(void **state)
{
	not_in_the_kernel(state, "each");
}

static void ends_where_the_kernel_has_none(void **state)
{
	not_in_the_kernel(state, "first");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(goes_on_where_it_is_switched_off),
	LIVE_TEST(ends_where_it_is_switched_off),
	LIVE_TEST(goes_on_where_the_kernel_has_none),
	LIVE_TEST(ends_where_the_kernel_has_none),
};

LIVE_MAIN(tests)
