/*
 * Two lines and a half come by one recv. The program answers both, and the third when its rest is there; one that throws away what is beyond
 * the first line, or takes the recv for one line, does not.
 *
 * Edge case: 4
 * Families: ipv4 ipv6
 * Means: peer
 * Source: RFC 9293, 3.7; recv(2)
 */
#include "support/edge.h"

static const char begun[] = "one\ntwo\nthr";

static void answers(void **state, const char *how, const char *first, const char *second)
{
	struct sck_session *s = *state;
	struct sck_program *server = START(s, "answers_lines", "{host}", "{port}", how);
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_send_text(client, edge_means() ? begun : "one\n");
	sck_arrived(client);
	sck_go_on(server);
	sck_drained(client);
	if (!edge_means())
		sck_send_text(client, begun + 4);
	sck_expect_text(client, first);
	sck_send_text(client, "ee\n");
	sck_expect_text(client, second);
	sck_half_close(client);
	sck_expect_end(client);
	assert_int_equal(seen_call(s, "recv", 1)->result, sizeof(begun) - 1);
	seen_assert_data(s, seen_call(s, "recv", 1), begun, sizeof(begun) - 1);
}

static void one_that_keeps_the_rest(void **state)
{
	answers(state, "keeps", "[one][two]", "[three]");
}

static void one_that_drops_the_rest(void **state)
{
	answers(state, "drops", "[one]", "[ee]");
}

static void one_that_takes_a_recv_for_a_line(void **state)
{
	answers(state, "whole", "[one\ntwo\nthr]", "[ee\n]");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_keeps_the_rest),
	EDGE_TESTS(one_that_drops_the_rest),
	EDGE_TESTS(one_that_takes_a_recv_for_a_line),
};

LIVE_MAIN(tests)
