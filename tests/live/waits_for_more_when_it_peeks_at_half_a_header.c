/*
 * A program peeks at a header of four bytes and sees two. One that waits until it is whole takes the message; one that takes it for the whole reads
 * another length, and one that peeks again at once spins, because the two bytes stay there.
 *
 * Edge case: 9
 * Families: ipv4 ipv6
 * Means: injected, peer
 * Source: recv(2), MSG_PEEK; socket(7), SO_RCVLOWAT
 */
#include "support/edge.h"
#include <sys/socket.h>

static const char message[] = "\0\0\0\5hello";
enum { LENGTH = sizeof(message) - 1 };

static void assert_saw_two(struct sck_session *s)
{
	const struct record_call *call = seen_call(s, "recv", 1);

	assert_true(call->args[3] & MSG_PEEK);
	assert_int_equal(call->result, 2);
}

static void by_a_rule(struct sck_session *s, const char *how, const char *answer)
{
	struct sck_program *server;
	struct sck_peer *client;

	if (edge_means())
		sck_inject(s, "recv:short=2:when=1");
	server = START(s, "peeks_at_a_header", "{host}", "{port}", how);
	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_send(client, message, LENGTH);
	sck_arrived(client);
	sck_go_on(server);
	sck_expect_text(client, answer);
	assert_saw_two(s);
}

static void by_the_peer(struct sck_session *s, const char *how, const char *answer)
{
	struct sck_program *server = START(s, "peeks_at_a_header", "{host}", "{port}", how);
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_send(client, message, edge_means() ? 2 : LENGTH);
	sck_arrived(client);
	sck_run_until(s, server, SCK_AFTER, "recv", 1);
	assert_saw_two(s);
	sck_go_on(server);
	if (*answer != '?') {
		sck_until_parked(server);
		assert_int_equal(sck_count_calls(server, "recv"), 1);
		assert_int_equal(sck_count_calls(server, "poll"), 0);
	}
	sck_send(client, message + 2, LENGTH - 2);
	sck_expect_text(client, answer);
}

static void each_kind(void **state, void (*by)(struct sck_session *, const char *, const char *))
{
	struct sck_session *s = sck_session_new(sck_family(*state));

	by(s, "waits", "hello");
	sck_session_free(s);
	s = sck_session_new(sck_family(*state));
	by(s, "takes", "?");
	sck_session_free(s);
}

static void half_by_a_rule(void **state)
{
	each_kind(state, by_a_rule);
}

static void half_by_the_peer(void **state)
{
	each_kind(state, by_the_peer);
}

static void peeks_on(void **state)
{
	struct sck_program *server = START(*state, "peeks_at_a_header", "{host}", "{port}", "spins");
	struct sck_peer *client = sck_connect(*state, server);

	sck_send(client, message, edge_means() ? 2 : LENGTH);
	sck_arrived(client);
	sck_expect_no_spin(server);
}

static void one_that_peeks_on_and_on(void **state)
{
	const struct outcome *o = outcome_over(sck_family(*state), peeks_on);

	assert_int_equal(o->kind, VERDICT_FAIL);
	assert_int_equal(o->cause, CAUSE_SPIN);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(half_by_a_rule),
	EDGE_TESTS(half_by_the_peer),
	EDGE_TESTS(one_that_peeks_on_and_on),
};

LIVE_MAIN(tests)
