/*
 * The kernel has no memory for another socket just now, and accept fails with ENOBUFS or ENOMEM. The connection waits on; the next accept
 * takes it.
 *
 * Edge case: 52
 * Families: ipv4 ipv6
 * Means: injected
 * Source: accept(2), ERRORS
 */
#include "support/edge.h"
#include <errno.h>
#include <stdio.h>

/* The client is there when accept is called. */
static struct sck_program *begin(struct sck_session *s, const char *how, const char *rule,
				 struct sck_peer **ret_client)
{
	struct sck_program *server;

	if (edge_means())
		sck_inject(s, rule);
	server = START(s, "accepts_after_errors", "{host}", "{port}", how);
	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	*ret_client = sck_connect(s, server);
	sck_go_on(server);
	return server;
}

static void go_on(struct sck_session *s, const char *rule, const char *name, int error)
{
	struct sck_peer *client;
	struct sck_program *server = begin(s, "on", rule, &client);
	char want[32];

	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	for (int n = 1; n <= 2; n++)
		assert_int_equal(seen_call(s, "accept", n)->error, error);
	snprintf(want, sizeof(want), "%s\n%s\n", name, name);
	sck_expect_output_begins(server, want, strlen(want));
}

static void end(struct sck_session *s, const char *rule, int error)
{
	struct sck_peer *client;

	sck_expect_exit(begin(s, "ends", rule, &client), 1);
	sck_expect_gone(client);
	assert_int_equal(seen_call(s, "accept", 1)->error, error);
}

static void goes_on_without_buffers(void **state)
{
	go_on(*state, "accept:error=ENOBUFS:when=1..2", "ENOBUFS", ENOBUFS);
}

static void goes_on_without_memory(void **state)
{
	go_on(*state, "accept:error=ENOMEM:when=1..2", "ENOMEM", ENOMEM);
}

static void ends_without_buffers(void **state)
{
	end(*state, "accept:error=ENOBUFS:when=1..2", ENOBUFS);
}

static void ends_without_memory(void **state)
{
	end(*state, "accept:error=ENOMEM:when=1..2", ENOMEM);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(goes_on_without_buffers),
	EDGE_TESTS(goes_on_without_memory),
	EDGE_TESTS(ends_without_buffers),
	EDGE_TESTS(ends_without_memory),
};

LIVE_MAIN(tests)
