/*
 * A server of AF_UNIX was killed and has left its path: a connect there is refused, and bind fails with EADDRINUSE, as it does where the server
 * lives. Who asks which of them it is takes over the one path and leaves the other; who does not cannot start any more, or robs a server that lives. And a full
 * backlog is told by EAGAIN at once, after which nothing is under way.
 *
 * Edge case: 105
 * Families: unix
 * Means: peer
 * Source: unix(7); bind(2), EADDRINUSE; connect(2), ECONNREFUSED, EAGAIN
 */
#include "support/edge.h"
#include <errno.h>
#include <stdio.h>

static const char path[] = "{dir}/socket";

static struct sck_program *serve(struct sck_session *s, const char *name, const char *how)
{
	return START(s, "listens_at_a_path", path, name, how);
}

static void expect_at_the_path(struct sck_session *s, const char *name)
{
	struct sck_program *client = START(s, "asks_at_a_path", path, "blocks");
	char output[64];

	sck_expect_exit(client, 0);
	snprintf(output, sizeof(output), "%s\n", name);
	live_assert_output(client, output);
}

/* ---- It is gone ---- */

static void leave_a_path(struct sck_session *s)
{
	struct sck_program *p;

	if (!edge_means())
		return;
	p = serve(s, "first", "binds");
	sck_until_parked(p);
	sck_kill(p);
}

static int first_bind_that_fails(struct sck_session *s)
{
	const struct record_call *call;

	for (int n = 1; (call = seen_find(s, "bind", n)); n++)
		if (call->error)
			return call->error;
	return 0;
}

static void takes_it_over(void **state)
{
	leave_a_path(*state);
	sck_until_parked(serve(*state, "second", "checks"));
	assert_int_equal(first_bind_that_fails(*state), EADDRINUSE);
	assert_int_equal(seen_call(*state, "connect", 1)->error, ECONNREFUSED);
	expect_at_the_path(*state, "second");
}

static void or_cannot_start(void **state)
{
	leave_a_path(*state);
	sck_expect_exit(serve(*state, "second", "binds"), 1);
	assert_int_equal(first_bind_that_fails(*state), EADDRINUSE);
}

/* A client meets the same as the second server. */
static void is_refused(void **state)
{
	struct sck_program *client;

	leave_a_path(*state);
	if (!edge_means())
		sck_until_parked(serve(*state, "first", "binds"));
	client = START(*state, "asks_at_a_path", path, "blocks");
	sck_expect_exit(client, 1);
	assert_int_equal(seen_call(*state, "connect", 1)->error, ECONNREFUSED);
}

/* ---- It lives ---- */

static void leaves_it(void **state)
{
	if (edge_means())
		sck_until_parked(serve(*state, "first", "binds"));
	sck_expect_exit(serve(*state, "second", "checks"), 1);
	assert_int_equal(first_bind_that_fails(*state), EADDRINUSE);
	expect_at_the_path(*state, "first");
}

static void or_robs_it(void **state)
{
	struct sck_program *first = edge_means() ? serve(*state, "first", "binds") : NULL, *second;

	if (first)
		sck_until_parked(first);
	second = serve(*state, "second", "unlinks");
	sck_until_parked(second);
	expect_at_the_path(*state, "second");
	assert_non_null(first);
	sck_expect_running(first);
	assert_int_equal(first_bind_that_fails(*state), 0);
}

/* ---- It has no room ---- */

/* The server is held before it takes the first client, and the second finds the one place taken. */
static struct sck_program *come_second(struct sck_session *s, const char *how)
{
	struct sck_program *server, *client;

	sck_clock_auto(s);
	server = serve(s, "first", "binds");
	if (edge_means())
		sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	sck_until_parked(server);
	sck_until_parked(START(s, "asks_at_a_path", path, "blocks"));
	client = START(s, "asks_at_a_path", path, how);
	if (!edge_means())
		return client;
	sck_until_parked(client);
	sck_go_on(server);
	return client;
}

static void tries_again(void **state)
{
	struct sck_program *client = come_second(*state, "again");

	sck_expect_exit(client, 0);
	live_assert_output(client, "first\n");
	assert_int_equal(seen_call(*state, "connect", 2)->error, EAGAIN);
	assert_int_equal(seen_call(*state, "connect", 3)->result, 0);
}

static void or_waits_for_a_connection_that_is_none(void **state)
{
	struct sck_program *client = come_second(*state, "polls");
	const char text[] = "recv: Invalid argument\n";
	const uint8_t *errors;
	size_t len;

	sck_expect_exit(client, 1);
	assert_int_equal(seen_call(*state, "connect", 2)->error, EAGAIN);
	errors = sck_errors(client, &len);
	assert_int_equal(len, sizeof(text) - 1);
	assert_memory_equal(errors, text, len);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(takes_it_over),
	LIVE_TEST(or_cannot_start),
	LIVE_TEST(is_refused),
	LIVE_TEST(leaves_it),
	LIVE_TEST(or_robs_it),
	LIVE_TEST(tries_again),
	LIVE_TEST(or_waits_for_a_connection_that_is_none),
};

LIVE_MAIN(tests)
