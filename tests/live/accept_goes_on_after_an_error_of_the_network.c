/*
 * Linux passes errors of the network that are pending on the connection on to accept: they are about this connection, and the server tries
 * again as after EAGAIN. EPROTO has used the connection up; after the others it still waits.
 *
 * Edge case: 50
 * Families: ipv4 ipv6
 * Means: injected
 * Source: accept(2), "Error handling"
 */
#include "support/edge.h"
#include <errno.h>
#include <stdio.h>

static const struct {
	const char *name;
	int error;
} errors[] = {
	{ "ENETDOWN", ENETDOWN },       { "EPROTO", EPROTO },
	{ "ENOPROTOOPT", ENOPROTOOPT }, { "EHOSTDOWN", EHOSTDOWN },
	{ "ENONET", ENONET },           { "EHOSTUNREACH", EHOSTUNREACH },
	{ "EOPNOTSUPP", EOPNOTSUPP },   { "ENETUNREACH", ENETUNREACH },
};

/* The client is there when accept is called. */
static struct sck_program *begin(struct sck_session *s, const char *how, const char *error,
				 struct sck_peer **ret_client)
{
	struct sck_program *server;
	char rule[64];

	snprintf(rule, sizeof(rule), "accept:error=%s:when=1", error);
	if (edge_means())
		sck_inject(s, rule);
	server = START(s, "accepts_after_errors", "{host}", "{port}", how);
	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	*ret_client = sck_connect(s, server);
	sck_go_on(server);
	return server;
}

static void try_again(struct sck_session *s, size_t i)
{
	struct sck_peer *client;
	struct sck_program *server = begin(s, "on", errors[i].name, &client);

	if (errors[i].error == EPROTO && edge_means()) {
		sck_expect_gone(client);
		client = sck_connect(s, server);
	}
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	assert_int_equal(seen_call(s, "accept", 1)->error, errors[i].error);
}

static void end(struct sck_session *s, size_t i)
{
	struct sck_peer *client;

	sck_expect_exit(begin(s, "ends", errors[i].name, &client), 1);
	sck_expect_gone(client);
	assert_int_equal(seen_call(s, "accept", 1)->error, errors[i].error);
}

static void after_each(enum sck_family family, void (*act)(struct sck_session *, size_t))
{
	for (size_t i = 0; i < COUNT_OF(errors); i++) {
		struct sck_session *s = sck_session_new(family);

		act(s, i);
		sck_session_free(s);
	}
}

static void tries_again(void **state)
{
	after_each(sck_family(*state), try_again);
}

static void ends(void **state)
{
	after_each(sck_family(*state), end);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(tries_again),
	EDGE_TESTS(ends),
};

LIVE_MAIN(tests)
