/*
 * A link-local address says nothing without its link: connect needs sin6_scope_id beside the 16 bytes, else it fails with EINVAL. Who keeps the whole
 * struct sockaddr_in6 reaches the server; who copies sin6_addr and the port does not.
 *
 * Edge case: 44
 * Families: ipv6
 * Means: namespace
 * Source: RFC 4007; ipv6(7), sin6_scope_id
 */
#include "support/edge.h"
#include "run/session.h"
#include <errno.h>
#include <netinet/in.h>

static uint32_t scope(struct sck_session *s, const struct record_call *call)
{
	struct sockaddr_in6 to;

	assert_int_equal(call->address.len, sizeof(to));
	memcpy(&to, record_data(session_record(s), call->address), sizeof(to));
	return to.sin6_scope_id;
}

static void keeps_it(void **state)
{
	struct sck_program *server, *client;

	if (edge_means())
		sck_add_address(*state, "fe80::1");
	server = START(*state, "play", "::", "{port}", "listen", "accept", "recvall=5", "print=hello");
	sck_until_parked(server);
	client = START(*state, "copies_an_address", "fe80::1%lo", "{port}", "bare");
	sck_expect_failure(client);
	assert_int_equal(seen_call(*state, "connect", 1)->error, EINVAL);
	assert_int_equal(scope(*state, seen_call(*state, "connect", 1)), 0);
	client = START(*state, "copies_an_address", "fe80::1%lo", "{port}", "whole");
	sck_expect_exit(client, 0);
	sck_expect_output_text(server, "hello\n");
	assert_int_equal(seen_call(*state, "connect", 2)->error, 0);
	assert_int_equal(scope(*state, seen_call(*state, "connect", 2)), 1);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST_IPV6(keeps_it),
};

LIVE_MAIN(tests)
