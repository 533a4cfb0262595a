/*
 * The listener does not block and is closed by exec; on Linux the connection that accept makes inherits neither. Who wants them asks for them;
 * who believes in them is caught in a recv that was not to block.
 *
 * Edge case: 57
 * Families: ipv4 ipv6
 * Means: peer
 * Source: accept(2), "Differences from POSIX"
 */
#include "support/edge.h"
#include <errno.h>

/* A client connects and is silent. */
static struct sck_program *begin(struct sck_session *s, const char *how)
{
	struct sck_program *server = START(s, "tells_flags_of_what_it_accepts", "{host}", "{port}",
					   edge_means() ? "flags" : "none", how);

	sck_connect(s, server);
	return server;
}

static void asks_for_them(void **state)
{
	struct sck_program *server = begin(*state, "sets");

	sck_expect_exit(server, 0);
	live_assert_output(server, "listener: does not block, closed by exec\n"
				   "connection: does not block, closed by exec\nEAGAIN\n");
	assert_int_equal(seen_call(*state, "recv", 1)->error, EAGAIN);
}

static void believes_in_them(void **state)
{
	static const char told[] = "listener: does not block, closed by exec\n"
				   "connection: blocks, kept by exec\n";
	struct sck_program *server = begin(*state, "inherits");

	sck_expect_output_begins(server, told, sizeof(told) - 1);
	sck_until_parked(server);
	assert_int_equal(seen_call(*state, "recv", 1)->ended_at, -1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(asks_for_them),
	EDGE_TESTS(believes_in_them),
};

LIVE_MAIN(tests)
