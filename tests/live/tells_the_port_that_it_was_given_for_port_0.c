/*
 * Bound to port 0, a server gets one that is free. Which one, only getsockname knows; who tells what he asked for tells a port where nobody
 * can come.
 *
 * Edge case: 63
 * Families: ipv4 ipv6
 * Means: peer
 * Source: ip(7), "Address format"; getsockname(2)
 */
#include "support/edge.h"
#include "run/session.h"
#include <netinet/in.h>
#include <stdio.h>

static struct sck_program *begin(struct sck_session *s, const char *how)
{
	return START(s, "tells_its_port", "{host}", edge_means() ? "0" : "{port}", how);
}

static struct sck_program *come_to(struct sck_session *s, int port)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", port);
	return START(s, "play", "{host}", text, "connect", "send=hello", "recvall=5");
}

static void assert_asked_for_any(struct sck_session *s)
{
	const struct record_call *bind = seen_call(s, "bind", 1);
	struct sockaddr_in address; /* the port stands at the same place in both families' addresses */

	assert_true(bind->address.len >= sizeof(address));
	memcpy(&address, record_data(session_record(s), bind->address), sizeof(address));
	assert_int_equal(ntohs(address.sin_port), 0);
	assert_int_equal(bind->result, 0);
}

static void asks_which(void **state)
{
	struct sck_program *server = begin(*state, "asks");
	int port = 0;
	size_t len;

	sck_expect_output_begins(server, "port ", 5);
	assert_int_equal(sscanf((const char *)sck_output(server, &len), "port %d\n", &port), 1);
	assert_in_range(port, 1, UINT16_MAX);
	sck_expect_exit(come_to(*state, port), 0);
	sck_expect_exit(server, 0);
	assert_asked_for_any(*state);
	seen_assert_address(*state, seen_call(*state, "getsockname", 1), sck_host(*state), (uint16_t)port);
}

static void assumes_what_it_asked_for(void **state)
{
	struct sck_program *server = begin(*state, "assumes");

	sck_expect_output_begins(server, "port 0\n", 7);
	sck_expect_failure(come_to(*state, 0));
	sck_expect_running(server);
	assert_asked_for_any(*state);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(asks_which),
	EDGE_TESTS(assumes_what_it_asked_for),
};

LIVE_MAIN(tests)
