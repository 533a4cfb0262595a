/*
 * A client's descriptor is FD_SETSIZE or more. poll waits for it as for any; FD_SET writes behind the set. A server that uses select has to turn
 * such a client away.
 *
 * Edge case: 87
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: select(2), BUGS; POSIX.1-2017 select()
 */
#include "support/edge.h"
#include <sys/resource.h>
#include <sys/select.h>

static struct sck_peer *connect_to(struct sck_session *s, const char *how, struct sck_program **ret_server)
{
	const struct sck_rlimit room = { RLIMIT_NOFILE, 2048 };
	const char *argv[] = { live_program("waits_for_a_high_descriptor"),
			       "{host}",
			       "{port}",
			       how,
			       edge_means() ? "1024" : "0",
			       NULL };
	struct rlimit have;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &have), 0);
	if (have.rlim_max < room.value)
		sck_skip(s, "no program may have more than FD_SETSIZE descriptors here "
			    "(RLIMIT_NOFILE)");
	*ret_server =
		sck_start(s, &(struct sck_start){ .argv = argv, .limits = &room, .limits_count = 1 });
	return sck_connect(s, *ret_server);
}

static void one_that_polls(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = connect_to(*state, "poll", &server);

	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	assert_true(seen_call(*state, "accept", 1)->result >= FD_SETSIZE);
}

static void one_that_refuses(void **state)
{
	struct sck_program *server;

	sck_expect_end(connect_to(*state, "refuse", &server));
	sck_expect_exit(server, 0);
	assert_true(seen_call(*state, "accept", 1)->result >= FD_SETSIZE);
}

static void one_that_selects(void **state)
{
	struct sck_program *server;

	connect_to(*state, "select", &server);
	sck_expect_output_begins(server, "wrote behind the set\n", 21);
	assert_true(seen_call(*state, "accept", 1)->result >= FD_SETSIZE);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_polls),
	EDGE_TESTS(one_that_refuses),
	EDGE_TESTS(one_that_selects),
};

LIVE_MAIN(tests)
