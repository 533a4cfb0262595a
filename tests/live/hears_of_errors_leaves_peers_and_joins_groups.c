/*
 * What a datagram socket has to ask for. Errors of a socket that is not connected come to its error queue, with the datagram and whom it
 * was for, or to nobody. A connected one hears its peer alone, until it is disconnected (AF_UNSPEC). And a group's datagrams come to one that has
 * joined it.
 *
 * Edge case: 103
 * Families: ipv4 ipv6
 * Means: peer, namespace
 * Source: ip(7), IP_RECVERR, IP_ADD_MEMBERSHIP; recv(2), MSG_ERRQUEUE; connect(2), AF_UNSPEC
 */
#include "support/edge.h"
#include "run/session.h"
#include <stdio.h>
#include <sys/socket.h>

/* ---- The error queue ---- */

static struct sck_program *ask_where_nobody_is(struct sck_session *s, const char *how)
{
	struct sck_peer *server = edge_means() ? NULL : sck_datagrams_at(s, false);
	struct sck_program *client;

	sck_clock_auto(s);
	client = START(s, "hears_of_errors", "{host}", "{port}", how);
	if (server) {
		sck_expect_datagram(server, "question", 8);
		sck_send_datagram(server, "answer", 6);
	}
	sck_expect_exit(client, 0);
	return client;
}

static void hears_of_errors(void **state)
{
	struct sck_program *client = ask_where_nobody_is(*state, "queue");
	char output[64];

	snprintf(output, sizeof(output), "Connection refused: question of port %u\n", sck_port(*state));
	live_assert_output(client, output);
}

static void or_hears_of_none(void **state)
{
	live_assert_output(ask_where_nobody_is(*state, "plain"), "nothing\n");
}

/* ---- Disconnecting ---- */

/* Two servers at one address: over IPv6 Linux keeps the address of the peer that was left, and lets go of its port alone. */
static struct sck_program *ask_both(struct sck_session *s, const char *how)
{
	char second[8];

	if (!sck_is_private(s))
		sck_skip(s, "needs a second port that is free");
	sck_clock_auto(s);
	snprintf(second, sizeof(second), "%d", sck_port(s) + edge_means());
	sck_until_listening(live_play(s, "udp answer"));
	if (edge_means())
		sck_until_parked(START(s, "play", "{host}", second, "udp", "answer"));
	return START(s, "asks_two_servers", "{host}", "{port}", second, how);
}

static int family_of_second_connect(struct sck_session *s)
{
	const struct record_call *call = seen_call(s, "connect", 2);
	sa_family_t family;

	assert_int_equal(call->result, 0);
	assert_true(call->address.len >= sizeof(family));
	memcpy(&family, record_data(session_record(s), call->address), sizeof(family));
	return family;
}

static void leaves_a_peer_or_hears_it_alone(void **state)
{
	const enum sck_family family = sck_family(*state);
	struct sck_program *client = ask_both(*state, "disconnects");
	struct sck_session *other;

	sck_expect_exit(client, 0);
	live_assert_output(client, "first\nsecond\n");
	assert_int_equal(family_of_second_connect(*state), AF_UNSPEC);

	other = sck_session_new(family);
	client = ask_both(other, "stays");
	sck_expect_exit(client, 0);
	live_assert_output(client, "first\nnothing\n");
	sck_session_free(other);
}

/* ---- Groups ---- */

static struct sck_program *send_to_group(struct sck_session *s, const char *how)
{
	const char *group = sck_family(s) == SCK_IPV6 ? "ff01::7:7" : "239.7.7.7";
	struct sck_program *member, *sender;

	if (!sck_is_private(s))
		sck_skip(s, "a group on the host's loopback is open to others");
	if (sck_family(s) == SCK_IPV6)
		sck_groups(s);
	member = START(s, "joins_a_group", group, "{port}", how);
	sck_until_parked(member);
	sender = START(s, "sends_to_a_group", edge_means() ? group : sck_host(s), "{port}");
	sck_expect_exit(sender, 0);
	seen_assert_address(s, seen_call(s, "send", 1), group, sck_port(s));
	return member;
}

static void joins_a_group(void **state)
{
	struct sck_program *member = send_to_group(*state, "joins");

	sck_expect_exit(member, 0);
	live_assert_output(member, "hello\n");
}

static void or_is_no_member(void **state)
{
	sck_expect_running(send_to_group(*state, "listens"));
	seen_assert_stream(*state, "recv", "", 0);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(hears_of_errors),
	EDGE_TESTS(or_hears_of_none),
	EDGE_TESTS(leaves_a_peer_or_hears_it_alone),
	EDGE_TESTS(joins_a_group),
	EDGE_TESTS(or_is_no_member),
};

LIVE_MAIN(tests)
