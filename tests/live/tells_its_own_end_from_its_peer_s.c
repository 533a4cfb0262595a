/*
 * Both ends may end the connection at once, each before it has the other's end: then each reads what is still on its way, to the end. And a 0
 * from recv after shutdown(SHUT_RD) is of the program's own making: the peer has not ended, and what it sends comes.
 *
 * Edge case: 75
 * Families: ipv4 ipv6
 * Means: peer
 * Source: shutdown(2); RFC 9293, 3.6 (simultaneous close); tcp(7)
 */
#include "support/edge.h"

enum { OURS = 100000, ITS = 200000 };

static uint8_t bytes[ITS];

/* Neither reads: behind what fills the buffers both ends wait, so that nobody has the other's. */
static struct sck_peer *end_at_once(struct sck_session *s, struct sck_program *server)
{
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_stop_reading(client);
	sck_shrink_buffers(client, 65536);
	sck_run_until(s, server, SCK_AFTER, "shutdown", 1);
	return client;
}

static void one_that_reads_to_the_end(void **state)
{
	struct sck_program *server = START(*state, "ends_with_its_peer", "{host}", "{port}", "read");
	struct sck_peer *client = end_at_once(*state, server);

	sck_send(client, bytes, OURS);
	if (edge_means())
		sck_half_close(client);
	sck_go_on(server);
	sck_expect_output_begins(server, "FIN_WAIT1\n100000\nCLOSING\n", 25);
	sck_expect(client, bytes, sizeof(bytes));
	sck_expect_end(client);
	sck_expect_exit(server, 0);
}

static void one_that_closes(void **state)
{
	struct sck_program *server = START(*state, "ends_with_its_peer", "{host}", "{port}", "close");
	struct sck_peer *client = end_at_once(*state, server);

	if (edge_means())
		sck_send(client, bytes, OURS);
	sck_half_close(client);
	sck_go_on(server);
	sck_expect_exit(server, 0);
	sck_expect_gone(client);
	sck_expect_reset(client);
}

static void an_end_of_its_own(void **state)
{
	struct sck_program *server =
		live_play(*state, edge_means() ? "listen accept do=iRRS" : "listen accept do=RRS");
	struct sck_peer *client;

	sck_run_until(*state, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(*state, server);
	sck_run_until(*state, server, SCK_BEFORE, "recv", 2);
	sck_send_text(client, "hello");
	sck_until_parked(server);
	sck_go_on(server);
	sck_expect(client, "xxxx", 4);
	sck_expect_end(client);
	sck_expect_exit(server, 0);
	live_assert_output(server, "i 0\nR 0\nR 'hello' 5\nS 4\n");
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_reads_to_the_end),
	EDGE_TESTS(one_that_closes),
	EDGE_TESTS(an_end_of_its_own),
};

LIVE_MAIN(tests)
