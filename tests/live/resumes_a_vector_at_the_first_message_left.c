/*
 * sendmmsg sends the first messages of its vector, recvmmsg fills the first of its own. One that resumes at the next loses none; one that takes
 * all for sent leaves the others out, and one that takes the vector for full handles old messages again.
 *
 * Edge case: 16
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: sendmmsg(2), RETURN VALUE and NOTES (UIO_MAXIOV); recvmmsg(2), MSG_WAITFORONE
 */
#include "support/edge.h"
#include <stdio.h>

enum { CAP = 1024, MANY = 1030 };
static const char letters[] = "ABCDEFGH";

static void sends_by_a_rule(struct sck_session *s, const char *how, size_t want)
{
	struct sck_peer *server = sck_datagrams_at(s, false);
	struct sck_program *client;

	if (edge_means())
		sck_inject(s, "sendmmsg:short=3:when=1");
	client = START(s, "sends_a_vector", "{host}", "{port}", "datagram", "8", how);
	for (size_t i = 0; i < want; i++)
		sck_expect_datagram(server, &letters[i], 1);
	sck_expect_exit(client, 0);
	sck_expect_silence(server);
	assert_int_equal(seen_call(s, "sendmmsg", 1)->result, 3);
}

/* More messages than the kernel takes at once. */
static void sends_more_than_the_cap(struct sck_session *s, const char *how, size_t want)
{
	struct sck_peer *listener = sck_listen(s, NULL), *server;
	char bytes[MANY], count[16];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)('A' + i % 26);
	snprintf(count, sizeof(count), "%d", edge_means() ? MANY : 8);
	START(s, "sends_a_vector", "{host}", "{port}", "stream", count, how);
	server = sck_accept(listener);
	sck_expect(server, bytes, want);
	sck_expect_end(server);
	assert_int_equal(seen_call(s, "sendmmsg", 1)->result, CAP);
}

/* Three datagrams have come when it asks for four; the others come afterwards. */
static void receives(struct sck_session *s, const char *how, const char *want)
{
	struct sck_program *server = START(s, "takes_a_vector", "{host}", "{port}", how);
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "recvmmsg", 1);
	client = sck_datagrams_to(s, server);
	for (int i = 0; i < (edge_means() ? 3 : 4); i++)
		sck_send_datagram(client, &letters[i], 1);
	sck_run_until(s, server, SCK_BEFORE, "recvmmsg", 2);
	assert_int_equal(seen_call(s, "recvmmsg", 1)->result, 3);
	for (int i = 3; i < 8; i++)
		sck_send_datagram(client, &letters[i], 1);
	sck_go_on(server);
	sck_expect_output_text(server, want);
}

static void receives_by_a_rule(struct sck_session *s, const char *how, const char *want)
{
	struct sck_program *server;
	struct sck_peer *client;

	if (edge_means())
		sck_inject(s, "recvmmsg:short=3:when=1");
	server = START(s, "takes_a_vector", "{host}", "{port}", how);
	sck_run_until(s, server, SCK_BEFORE, "recvmmsg", 1);
	client = sck_datagrams_to(s, server);
	for (int i = 0; i < 8; i++)
		sck_send_datagram(client, &letters[i], 1);
	sck_go_on(server);
	sck_expect_output_text(server, want);
	assert_int_equal(seen_call(s, "recvmmsg", 1)->result, 3);
}

static void each_sender(void **state, void (*by)(struct sck_session *, const char *, size_t),
			size_t whole, size_t part)
{
	struct sck_session *s = sck_session_new(sck_family(*state));

	by(s, "resumes", whole);
	sck_session_free(s);
	s = sck_session_new(sck_family(*state));
	by(s, "once", part);
	sck_session_free(s);
}

static void fewer_are_sent(void **state)
{
	each_sender(state, sends_more_than_the_cap, MANY, CAP);
}

static void fewer_are_sent_by_a_rule(void **state)
{
	each_sender(state, sends_by_a_rule, 8, 3);
}

/* "full" takes what stands in the fourth place: a dash there, which nobody sent. */
static void each_receiver(void **state, void (*by)(struct sck_session *, const char *, const char *))
{
	struct sck_session *s = sck_session_new(sck_family(*state));

	by(s, "resumes", "ABCDEFGH");
	sck_session_free(s);
	s = sck_session_new(sck_family(*state));
	by(s, "full", "ABC-DEFG");
	sck_session_free(s);
}

static void fewer_have_come(void **state)
{
	each_receiver(state, receives);
}

static void fewer_have_come_by_a_rule(void **state)
{
	each_receiver(state, receives_by_a_rule);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(fewer_are_sent),
	EDGE_TESTS(fewer_are_sent_by_a_rule),
	EDGE_TESTS(fewer_have_come),
	EDGE_TESTS(fewer_have_come_by_a_rule),
};

LIVE_MAIN(tests)
