/*
 * Every recv of the run yields one byte. The program's answer is the same as when all came at once; one that forgets something between two
 * recvs gives another.
 *
 * Edge case: 2
 * Families: ipv4 ipv6
 * Means: injected, peer
 * Source: recv(2); POSIX.1-2017 recv(); RFC 9293, 3.7
 */
#include "support/edge.h"

static const char text[] = "1a\r\nna\xc3\xafve caf\xc3\xa9 \xe2\x82\xac, so it is\r\n0\r\n\r\n";

static const struct {
	const char *how, *answer;
} kinds[] = {
	{ "keeps", "22 characters in 26 bytes\n" },
	{ "size", "bad\n" },
	{ "end", "bad\n" },
	{ "character", "26 characters in 26 bytes\n" },
};

static struct sck_peer *begin(struct sck_session *s, const char *how)
{
	return sck_connect(s, START(s, "reads_chunked_text", "{host}", "{port}", how));
}

/* Nothing is cut: whatever one forgets between two recvs, all give the same. */
static struct sck_peer *all_at_once(struct sck_session *s, const char *how, const char *answer)
{
	struct sck_program *server = START(s, "reads_chunked_text", "{host}", "{port}", how);
	struct sck_peer *client;

	(void)answer;
	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_send_text(client, text);
	sck_arrived(client);
	sck_go_on(server);
	sck_expect_text(client, "22 characters in 26 bytes\n");
	return client;
}

static struct sck_peer *by_a_rule(struct sck_session *s, const char *how, const char *answer)
{
	struct sck_peer *client;

	if (edge_means())
		sck_inject(s, "recv:short=1");
	client = begin(s, how);
	sck_send_text(client, text);
	sck_expect_text(client, answer);
	return client;
}

static struct sck_peer *by_the_peer(struct sck_session *s, const char *how, const char *answer)
{
	struct sck_peer *client = begin(s, how);

	sck_send_paced(client, text, sizeof(text) - 1, edge_means() ? 1 : sizeof(text) - 1);
	sck_expect_text(client, answer);
	return client;
}

static void each_kind(void **state,
		      struct sck_peer *(*by)(struct sck_session *, const char *, const char *))
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		struct sck_session *s = sck_session_new(sck_family(*state));
		struct sck_peer *client = by(s, kinds[i].how, kinds[i].answer);

		sck_half_close(client);
		sck_expect_end(client);
		for (int n = 1; by != all_at_once && n < (int)sizeof(text); n++)
			assert_int_equal(seen_call(s, "recv", n)->result, 1);
		sck_session_free(s);
	}
}

static void by_each_recv(void **state)
{
	each_kind(state, all_at_once);
	each_kind(state, by_a_rule);
}

static void by_each_byte_of_the_peer(void **state)
{
	each_kind(state, all_at_once);
	each_kind(state, by_the_peer);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(by_each_recv),
	EDGE_TESTS(by_each_byte_of_the_peer),
};

LIVE_MAIN(tests)
