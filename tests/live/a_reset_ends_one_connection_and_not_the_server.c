/*
 * A client resets its connection: recv and send on it fail with ECONNRESET, and they alone. A server that turns to the next client serves it; one
 * that ends leaves everybody without.
 *
 * Edge case: 71
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: recv(2); send(2); RFC 9293, 3.5.3
 */
#include "support/edge.h"
#include <errno.h>

/* What came before a reset can still be read: to a recv that is to meet it nothing is sent. */
static void by_the_peer(struct sck_session *s, struct sck_program *server, const char *call)
{
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	if (strcmp(call, "send") == 0)
		sck_send_text(client, "hello");
	sck_run_until(s, server, SCK_BEFORE, call, 1);
	if (edge_means())
		sck_reset(client);
	sck_go_on(server);
}

static void by_a_rule(struct sck_session *s, struct sck_program *server, const char *call)
{
	if (edge_means())
		sck_inject(s, strcmp(call, "recv") == 0 ? "recv:reset:when=1" : "send:reset:when=1");
	sck_send_text(sck_connect(s, server), "hello");
}

typedef void bring_about(struct sck_session *s, struct sck_program *server, const char *call);

static void goes_on(enum sck_family family, bring_about *bring, const char *call)
{
	struct sck_session *s = sck_session_new(family);
	struct sck_program *server = START(s, "answers_two_clients", "{host}", "{port}", "next");
	struct sck_peer *second;

	bring(s, server, call);
	second = sck_connect(s, server);
	sck_send_text(second, "hello");
	sck_expect_text(second, "ok");
	sck_expect_exit(server, 0);
	assert_int_equal(seen_call(s, call, 1)->error, ECONNRESET);
	sck_session_free(s);
}

static void ends(enum sck_family family, bring_about *bring, const char *call)
{
	struct sck_session *s = sck_session_new(family);
	struct sck_program *server = START(s, "answers_two_clients", "{host}", "{port}", "end");

	bring(s, server, call);
	sck_expect_exit(server, 1);
	assert_int_equal(seen_call(s, call, 1)->error, ECONNRESET);
	assert_int_equal(seen_count(s, "accept"), 1);
	sck_session_free(s);
}

static void both(void **state, bring_about *bring, const char *call)
{
	goes_on(sck_family(*state), bring, call);
	ends(sck_family(*state), bring, call);
}

static void at_a_recv(void **state)
{
	both(state, by_the_peer, "recv");
}

static void at_a_send(void **state)
{
	both(state, by_the_peer, "send");
}

static void at_a_recv_by_a_rule(void **state)
{
	both(state, by_a_rule, "recv");
}

static void at_a_send_by_a_rule(void **state)
{
	both(state, by_a_rule, "send");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(at_a_recv),
	EDGE_TESTS(at_a_send),
	EDGE_TESTS(at_a_recv_by_a_rule),
	EDGE_TESTS(at_a_send_by_a_rule),
};

LIVE_MAIN(tests)
