/*
 * Datagrams come faster than they are taken, and the receive buffer is full: what comes then is dropped, and neither end is told. Who counts by
 * numbers in the datagrams knows how many are missing; who trusts takes what came for all.
 *
 * Edge case: 101
 * Families: ipv4 ipv6
 * Means: peer
 * Source: udp(7); socket(7), SO_RCVBUF; RFC 8085, 3.1
 */
#include "support/edge.h"
#include <stdio.h>

enum { COUNT = 100 };

static void send_number(struct sck_peer *client, const char *word, int number)
{
	char text[16];

	snprintf(text, sizeof(text), "%s%d", word, number);
	sck_send_datagram(client, text, strlen(text));
}

/* The program is held before it takes the first; the end comes when there is room again. */
static struct sck_peer *send_all(struct sck_session *s, const char *how, struct sck_program **ret)
{
	struct sck_program *p = *ret = START(s, "counts_what_is_missing", "{host}", "{port}", how);
	struct sck_peer *client;

	if (edge_means())
		sck_run_until(s, p, SCK_BEFORE, "recv", 1);
	client = sck_datagrams_to(s, p);
	for (int i = 1; i <= COUNT; i++) {
		send_number(client, "", i);
		if (!edge_means())
			sck_until_parked(p);
	}
	if (edge_means())
		sck_go_on(p);
	sck_until_parked(p);
	send_number(client, "end", COUNT);
	return client;
}

static int missing(struct sck_session *s)
{
	return COUNT - (seen_count(s, "recv") - 1);
}

static void knows_how_many(void **state)
{
	struct sck_program *p;
	struct sck_peer *client = send_all(*state, "numbers", &p);
	char answer[64];

	sck_expect_exit(p, 0);
	assert_in_range(missing(*state), 1, COUNT - 1);
	snprintf(answer, sizeof(answer), "%d of %d are missing", missing(*state), COUNT);
	sck_expect_datagram(client, answer, strlen(answer));
}

static void or_trusts(void **state)
{
	struct sck_program *p;
	struct sck_peer *client = send_all(*state, "trusts", &p);

	sck_expect_exit(p, 0);
	sck_expect_datagram(client, "all have come", 13);
	assert_in_range(missing(*state), 1, COUNT - 1);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(knows_how_many),
	EDGE_TESTS(or_trusts),
};

LIVE_MAIN(tests)
