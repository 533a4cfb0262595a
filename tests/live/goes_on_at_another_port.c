/*
 * A server that answers each first datagram from a port of its own (RFC 1350, 4), and whoever sends anything else there is told that it is a
 * stranger: sck_datagrams_with() goes over to that port, hears nobody else, and makes the stranger.
 */
#include "support/live.h"
#include "support/outcome.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PLACES = 2 };

struct place { /* where a datagram came from */
	struct sockaddr_in6 from;
	socklen_t len;
};

static ssize_t take(int fd, char *byte, struct place *who)
{
	who->len = sizeof(who->from);
	return recvfrom(fd, byte, 1, 0, (void *)&who->from, &who->len);
}

static void say(int fd, const char *byte, const struct place *to)
{
	sendto(fd, byte, 1, 0, (const void *)&to->from, to->len);
}

static int bind_to(uint16_t port)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);

	return bind(fd, (void *)&any, sizeof(any)) == 0 ? fd : -1;
}

/* "a" is answered from two new ports, both of which have answered before the client hears of either: "1" and "2". */
static int serve(void *arg)
{
	int fd = bind_to(*(uint16_t *)arg), own[PLACES];
	struct place client, who;
	char byte;

	if (fd < 0 || take(fd, &byte, &client) != 1)
		return 1;
	for (int i = 0; i < PLACES; i++) {
		own[i] = bind_to(0);
		say(own[i], i == 0 ? "1" : "2", &client);
	}
	while (take(own[0], &byte, &who) == 1) /* 'x' ends it */
		if (byte == 'x')
			return 0;
		else if (memcmp(&who.from, &client.from, sizeof(who.from)) == 0)
			say(own[0], &byte, &who);
		else
			say(own[0], "!", &who);
	return 1;
}

static struct sck_program *server;

static struct sck_peer *begin(struct sck_session *s)
{
	static uint16_t port;
	struct sck_peer *client;

	port = sck_port(s);
	server = sck_fork(s, serve, &port);
	client = sck_datagrams_with(s, server, NULL);
	sck_send_datagram(client, "a", 1);
	sck_expect_datagram(client, "1", 1);
	return client;
}

static void to_whoever_answers_first(void **state)
{
	struct sck_peer *client = begin(*state);

	sck_expect_silence(client);
	sck_send_datagram(client, "b", 1);
	sck_expect_datagram(client, "b", 1);
}

static void where_a_stranger_comes_too(void **state)
{
	struct sck_peer *client = begin(*state), *stranger = sck_datagrams_with(*state, NULL, client);

	sck_send_datagram(stranger, "c", 1);
	sck_expect_datagram(stranger, "!", 1);
	sck_expect_silence(client);
	sck_send_datagram(client, "d", 1);
	sck_expect_datagram(client, "d", 1);
	sck_expect_silence(stranger);
}

static void hears_other_bytes(void **state)
{
	struct sck_peer *client = begin(*state);

	sck_send_datagram(client, "b", 1);
	sck_expect_datagram(client, "c", 1);
}

static void is_refused_where_nobody_is_left(void **state)
{
	struct sck_peer *client = begin(*state);

	sck_send_datagram(client, "x", 1);
	sck_expect_exit(server, 0);
	sck_send_datagram(client, "b", 1);
	sck_expect_datagram(client, "b", 1);
}

static int sleeps(void *arg)
{
	(void)arg;
	pause();
	return 0;
}

static void finds_no_socket(void **state)
{
	sck_datagrams_with(*state, sck_fork(*state, sleeps, NULL), NULL);
}

static void fails_for_its_cause(void **state)
{
	(void)state;
	outcome_assert_fails(hears_other_bytes, CAUSE_BYTES);
	outcome_assert_fails(is_refused_where_nobody_is_left, CAUSE_EXIT);
	outcome_assert_fails(finds_no_socket, CAUSE_CALLS);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(to_whoever_answers_first),   LIVE_TEST_IPV6(to_whoever_answers_first),
	LIVE_TEST(where_a_stranger_comes_too), LIVE_TEST_IPV6(where_a_stranger_comes_too),
	cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
