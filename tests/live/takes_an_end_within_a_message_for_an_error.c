/*
 * The client's end comes before its message is whole: in its length, or in what follows. The program says so and ends with a failure; one that
 * takes what it has for the message, or asks on and on, is seen to be wrong.
 *
 * Edge case: 5
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: recv(2), RETURN VALUE; RFC 9293, 3.6
 */
#include "support/edge.h"
#include <stdio.h>

static const char message[] = "\0\0\0\5hello";
enum { LENGTH = sizeof(message) - 1 };

static size_t cut;

static void end_by_the_peer(struct sck_session *s, const char *how, struct sck_program **ret_server,
			    struct sck_peer **ret_client)
{
	*ret_server = START(s, "takes_messages", "{host}", "{port}", how);
	*ret_client = sck_connect(s, *ret_server);
	sck_send(*ret_client, message, edge_means() ? cut : LENGTH);
	if (edge_means())
		sck_half_close(*ret_client);
}

static void end_by_a_rule(struct sck_session *s, const char *how, struct sck_program **ret_server,
			  struct sck_peer **ret_client)
{
	char rule[64];

	snprintf(rule, sizeof(rule), "recv:end:offset=%zu", cut);
	if (edge_means())
		sck_inject(s, rule);
	*ret_server = START(s, "takes_messages", "{host}", "{port}", how);
	*ret_client = sck_connect(s, *ret_server);
	sck_send(*ret_client, message, LENGTH);
	sck_half_close(*ret_client);
}

typedef void end_by(struct sck_session *, const char *, struct sck_program **, struct sck_peer **);

static void assert_ended_there(struct sck_session *s)
{
	size_t got = 0;
	const struct record_call *call;
	int n = 1;

	for (; (call = seen_call(s, "recv", n))->result > 0; n++)
		got += (size_t)call->result;
	assert_int_equal(call->result, 0);
	assert_int_equal(got, cut);
}

static void each_cut(void **state, end_by *by)
{
	for (cut = 1; cut < LENGTH; cut++) {
		struct sck_session *s = sck_session_new(sck_family(*state));
		struct sck_program *server;
		struct sck_peer *client;

		by(s, "careful", &server, &client);
		sck_expect_failure(server);
		assert_ended_there(s);
		sck_session_free(s);
	}
}

static void one_that_looks(void **state)
{
	each_cut(state, end_by_the_peer);
}

static void one_that_looks_by_a_rule(void **state)
{
	each_cut(state, end_by_a_rule);
}

static void takes_it_for_whole(void **state, end_by *by)
{
	struct sck_program *server;
	struct sck_peer *client;

	cut = 6;
	by(*state, "whole", &server, &client);
	sck_expect(client, "\0\0\0\5he---", LENGTH);
	sck_expect_exit(server, 0);
	assert_ended_there(*state);
}

static void one_that_takes_it_for_whole(void **state)
{
	takes_it_for_whole(state, end_by_the_peer);
}

static void one_that_takes_it_for_whole_by_a_rule(void **state)
{
	takes_it_for_whole(state, end_by_a_rule);
}

static void spins(void **state)
{
	struct sck_program *server;
	struct sck_peer *client;

	end_by_the_peer(*state, "spins", &server, &client);
	sck_expect_no_spin(server);
}

static void one_that_asks_on_and_on(void **state)
{
	const struct outcome *o;

	cut = 6;
	o = outcome_over(sck_family(*state), spins);
	assert_int_equal(o->kind, VERDICT_FAIL);
	assert_int_equal(o->cause, CAUSE_SPIN);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_looks),
	EDGE_TESTS(one_that_looks_by_a_rule),
	EDGE_TESTS(one_that_takes_it_for_whole),
	EDGE_TESTS(one_that_takes_it_for_whole_by_a_rule),
	EDGE_TESTS(one_that_asks_on_and_on),
};

LIVE_MAIN(tests)
