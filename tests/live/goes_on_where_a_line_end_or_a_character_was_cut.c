/*
 * A recv ends between CR and LF, between two digits of a chunk's size, or between the bytes of one character. What the program knew then it
 * still knows at the next recv.
 *
 * Edge case: 3
 * Families: ipv4 ipv6
 * Means: injected, peer
 * Source: RFC 9112, 7.1; RFC 3629, 3; recv(2)
 */
#include "support/edge.h"
#include <stdio.h>

static const char text[] = "1a\r\nna\xc3\xafve caf\xc3\xa9 \xe2\x82\xac, so it is\r\n0\r\n\r\n";

static const struct cut {
	size_t at;
	const char *forgets, *answer; /* of one that forgets this */
} cuts[] = {
	{ 1, "size", "bad\n" },
	{ 3, "end", "bad\n" },
	{ 7, "character", "23 characters in 26 bytes\n" },
	{ 18, "character", "24 characters in 26 bytes\n" },
	{ 19, "character", "23 characters in 26 bytes\n" },
	{ 31, "end", "bad\n" },
	{ 34, "end", "bad\n" },
	{ 36, "end", "bad\n" },
};

static void by_a_rule(struct sck_session *s, const char *how, const struct cut *cut, const char *answer)
{
	char rule[64];
	struct sck_program *server;
	struct sck_peer *client;

	snprintf(rule, sizeof(rule), "recv:short=%zu:when=1", cut->at);
	if (edge_means())
		sck_inject(s, rule);
	server = START(s, "reads_chunked_text", "{host}", "{port}", how);
	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_send_text(client, text);
	sck_arrived(client);
	sck_go_on(server);
	sck_expect_text(client, answer);
}

static void by_the_peer(struct sck_session *s, const char *how, const struct cut *cut, const char *answer)
{
	struct sck_program *server = START(s, "reads_chunked_text", "{host}", "{port}", how);
	struct sck_peer *client = sck_connect(s, server);

	if (edge_means()) {
		sck_send(client, text, cut->at);
		sck_drained(client);
		sck_send_text(client, text + cut->at);
	} else {
		sck_send_text(client, text);
	}
	sck_expect_text(client, answer);
}

static void each_cut(void **state,
		     void (*by)(struct sck_session *, const char *, const struct cut *, const char *))
{
	for (size_t i = 0; i < 2 * COUNT_OF(cuts); i++) {
		const struct cut *cut = &cuts[i / 2];
		struct sck_session *s = sck_session_new(sck_family(*state));

		if (i % 2)
			by(s, cut->forgets, cut, cut->answer);
		else
			by(s, "keeps", cut, "22 characters in 26 bytes\n");
		assert_int_equal(seen_call(s, "recv", 1)->result, cut->at);
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
