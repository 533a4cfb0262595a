/*
 * A wait tells of an error by POLLERR, alone for a datagram socket, and SO_ERROR says which, once: asked again it says that there is none. Who
 * has asked already, for a message, and goes by the second answer takes a refused connection for an established one.
 *
 * Edge case: 86
 * Families: ipv4 ipv6
 * Means: peer
 * Source: socket(7), SO_ERROR; connect(2), EINPROGRESS; poll(2); udp(7)
 */
#include "support/edge.h"
#include "run/session.h"
#include <errno.h>

static void prove(struct sck_session *s, const char *how)
{
	int asked = strcmp(how, "twice") == 0 ? 2 : 1;
	int32_t error;

	assert_int_equal(seen_count(s, "getsockopt"), asked);
	for (int n = 1; n <= asked; n++) {
		const struct record_call *call = seen_call(s, "getsockopt", n);

		error = n == 1 ? ECONNREFUSED : 0;
		assert_int_equal(call->extra.len, sizeof(error));
		assert_memory_equal(record_data(session_record(s), call->extra), &error, sizeof(error));
	}
}

static void connect_to_nobody(struct sck_session *s, const char *how, int status, const char *output)
{
	struct sck_program *p;

	sck_listen(s, &(struct sck_listen){ .refuse = edge_means() });
	p = START(s, "asks_for_the_error", "{host}", "{port}", how);
	sck_expect_exit(p, status);
	live_assert_output(p, output);
	prove(s, how);
}

static void a_connection_by_one_that_asks_once(void **state)
{
	connect_to_nobody(*state, "once", 1, "OUT ERR HUP\nECONNREFUSED\n");
}

static void a_connection_by_one_that_asks_twice(void **state)
{
	connect_to_nobody(*state, "twice", 0, "OUT ERR HUP\nthe error is ECONNREFUSED\nall is well\n");
}

/* Without its means there is somebody, and nothing for the program to be told. */
static void send_to_nobody(struct sck_session *s, const char *how, int status, const char *output)
{
	struct sck_program *p;

	if (!edge_means())
		sck_datagrams_at(s, false);
	p = START(s, "asks_for_the_error", "{host}", "{port}", how, "udp");
	sck_expect_exit(p, status);
	live_assert_output(p, output);
	prove(s, how);
}

static void a_datagram_by_one_that_asks_once(void **state)
{
	send_to_nobody(*state, "once", 1, "ERR \nECONNREFUSED\n");
}

static void a_datagram_by_one_that_asks_twice(void **state)
{
	send_to_nobody(*state, "twice", 0, "ERR \nthe error is ECONNREFUSED\nall is well\n");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(a_connection_by_one_that_asks_once),
	EDGE_TESTS(a_connection_by_one_that_asks_twice),
	EDGE_TESTS(a_datagram_by_one_that_asks_once),
	EDGE_TESTS(a_datagram_by_one_that_asks_twice),
};

LIVE_MAIN(tests)
