/*
 * With TCP_CORK or MSG_MORE the kernel holds the parts of a line back. One that uncorks it when the line is whole has it on its way at once; one
 * that forgets to waits for an answer to what it has not sent.
 *
 * Edge case: 21
 * Families: ipv4 ipv6
 * Means: peer, namespace
 * Source: tcp(7), TCP_CORK; send(2), MSG_MORE
 */
#include "support/edge.h"
#include <unistd.h>

/* Linux lets a corked part go after the least retransmission time, 200 ms: from 6.11 on that can be made long enough not to matter. */
static struct sck_program *sends(struct sck_session *s, const char *by, const char *how)
{
	if (access("/proc/sys/net/ipv4/tcp_rto_min_us", F_OK) == 0)
		sck_sysctl(s, "ipv4/tcp_rto_min_us", "5000000");
	return START(s, "corks_a_line", "{host}", "{port}", edge_means() ? by : "plain", how);
}

static void uncorked(void **state, const char *by)
{
	struct sck_peer *listener = sck_listen(*state, NULL), *server;
	struct sck_program *client = sends(*state, by, "uncorks");

	server = sck_accept(listener);
	sck_expect_line(server, "headtail");
	sck_send_text(server, "ok\n");
	sck_expect_output_text(client, "held back 8\nheld back 0\n");
}

/* When it waits for the answer, nothing has left it. */
static void forgotten(void **state, const char *by)
{
	struct sck_peer *listener = sck_listen(*state, NULL), *server;
	struct sck_program *client = sends(*state, by, "forgets");
	size_t len;

	sck_run_until(*state, client, SCK_BEFORE, "recv", 1);
	server = sck_accept(listener);
	sck_expect_output_begins(client, "held back 8\nheld back 9\n", 24);
	sck_received(server, &len);
	assert_int_equal(len, 0);
}

static void one_that_uncorks(void **state)
{
	uncorked(state, "cork");
}

static void one_that_forgets_to(void **state)
{
	forgotten(state, "cork");
}

static void one_that_sends_its_last_part_without_more(void **state)
{
	uncorked(state, "more");
}

static void one_that_says_more_and_has_none(void **state)
{
	forgotten(state, "more");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_uncorks),
	EDGE_TESTS(one_that_forgets_to),
	EDGE_TESTS(one_that_sends_its_last_part_without_more),
	EDGE_TESTS(one_that_says_more_and_has_none),
};

LIVE_MAIN(tests)
