/*
 * readv or recvmsg fills its first place and a part of the second. One that goes on behind the last byte has both places full; one that takes
 * them for full has what was in them before.
 *
 * Edge case: 14
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: readv(2), RETURN VALUE; recvmsg(2)
 */
#include "support/edge.h"
#include <stdio.h>

static const char message[] = "headtrunk";
enum { LENGTH = sizeof(message) - 1, HEAD = 4 };

static const char *call;
static bool continues;
static size_t cut;

/* The body first, then the head; what never came is a dash. */
static void expect_answer(struct sck_peer *client)
{
	char want[LENGTH + 1] = "---------";
	char places[LENGTH + 1] = "---------";

	memcpy(places, message, continues ? LENGTH : cut);
	memcpy(want, places + HEAD, LENGTH - HEAD);
	memcpy(want + LENGTH - HEAD, places, HEAD);
	sck_expect_text(client, want);
}

static struct sck_program *begin(struct sck_session *s)
{
	return START(s, "scatters_a_message", "{host}", "{port}", call, continues ? "continues" : "once");
}

static void by_a_rule(struct sck_session *s)
{
	struct sck_program *server;
	struct sck_peer *client;
	char rule[64];

	snprintf(rule, sizeof(rule), "%s:short=%zu:when=1", call, cut);
	if (edge_means())
		sck_inject(s, rule);
	server = begin(s);
	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_send(client, message, LENGTH);
	sck_arrived(client);
	sck_go_on(server);
	expect_answer(client);
}

static void by_the_peer(struct sck_session *s)
{
	struct sck_peer *client = sck_connect(s, begin(s));

	sck_send(client, message, edge_means() ? cut : LENGTH);
	sck_drained(client);
	if (edge_means())
		sck_send(client, message + cut, LENGTH - cut);
	expect_answer(client);
}

static void each_kind(void **state, void (*by)(struct sck_session *))
{
	for (cut = 1; cut < LENGTH; cut++)
		for (int kind = 0; kind < 4; kind++) {
			struct sck_session *s = sck_session_new(sck_family(*state));

			call = kind & 1 ? "readv" : "recvmsg";
			continues = kind & 2;
			by(s);
			assert_int_equal(seen_call(s, call, 1)->result, cut);
			assert_int_equal(seen_call(s, call, 1)->asked, LENGTH);
			sck_session_free(s);
		}
}

static void short_by_a_rule(void **state)
{
	each_kind(state, by_a_rule);
}

static void short_by_the_peer(void **state)
{
	each_kind(state, by_the_peer);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(short_by_a_rule),
	EDGE_TESTS(short_by_the_peer),
};

LIVE_MAIN(tests)
