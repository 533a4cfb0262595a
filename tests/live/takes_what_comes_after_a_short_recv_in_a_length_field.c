/*
 * A message begins with its length in four bytes, and the first recv yields but some of them. Who loops until it has them all reads the
 * message; who takes one recv for the field reads another length.
 *
 * Edge case: 1
 * Families: ipv4 ipv6
 * Means: injected, peer
 * Source: recv(2); POSIX.1-2017 recv()
 */
#include "support/edge.h"
#include <stdio.h>

static const char message[] = "\0\0\0\5hello";

static struct sck_peer *begin(struct sck_session *s, const char *how)
{
	return sck_connect(s, START(s, "reads_a_length_field", "{host}", "{port}", how));
}

static void by_a_rule(struct sck_session *s, const char *how, size_t cut, const char *answer)
{
	char rule[64];
	struct sck_peer *client;

	snprintf(rule, sizeof(rule), "recv:short=%zu:when=1", cut);
	if (edge_means())
		sck_inject(s, rule);
	client = begin(s, how);
	sck_send(client, message, sizeof(message) - 1);
	sck_expect_text(client, answer);
	assert_int_equal(seen_call(s, "recv", 1)->result, cut);
}

static void by_the_peer(struct sck_session *s, const char *how, size_t cut, const char *answer)
{
	struct sck_peer *client = begin(s, how);

	sck_send(client, message, edge_means() ? cut : sizeof(message) - 1);
	sck_drained(client);
	if (edge_means())
		sck_send(client, message + cut, sizeof(message) - 1 - cut);
	sck_expect_text(client, answer);
	assert_int_equal(seen_call(s, "recv", 1)->result, cut);
}

static void each_cut(void **state, void (*by)(struct sck_session *, const char *, size_t, const char *))
{
	const enum sck_family family = sck_family(*state);

	for (size_t cut = 1; cut < 4; cut++) {
		struct sck_session *s = sck_session_new(family);

		by(s, "loop", cut, "hello");
		sck_session_free(s);
		s = sck_session_new(family);
		by(s, "once", cut, "?");
		sck_session_free(s);
	}
}

static void cut_by_a_rule(void **state)
{
	each_cut(state, by_a_rule);
}

static void cut_by_the_peer(void **state)
{
	each_cut(state, by_the_peer);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(cut_by_a_rule),
	EDGE_TESTS(cut_by_the_peer),
};

LIVE_MAIN(tests)
