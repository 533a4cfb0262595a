/*
 * A server that closes first leaves its connection in TIME_WAIT, and with it the port in use: started again at once it can bind it with
 * SO_REUSEADDR only.
 *
 * Edge case: 61
 * Families: ipv4 ipv6
 * Means: peer
 * Source: socket(7), SO_REUSEADDR; ip(7); RFC 9293, 3.6.1
 */
#include "support/edge.h"
#include <errno.h>

/* The second start, once all that the first one's connection had to send has arrived. */
static struct sck_program *restart(struct sck_session *s, const char *how)
{
	const char *when = edge_means() ? "first" : "second";
	struct sck_program *first = START(s, "says_bye_and_closes", "{host}", "{port}", how, when), *second;
	struct sck_peer *client = sck_connect(s, first);

	sck_expect_text(client, "bye");
	if (edge_means())
		sck_expect_end(client);
	sck_close(client);
	sck_expect_exit(first, 0);
	second = START(s, "says_bye_and_closes", "{host}", "{port}", how, "second");
	sck_run_until(s, second, SCK_BEFORE, "socket", 1);
	sck_until_parked(second);
	sck_go_on(second);
	sck_expect_output_begins(second, "1\n", 2);
	return second;
}

static void takes_it_again(void **state)
{
	struct sck_program *second = restart(*state, "reuse");
	struct sck_peer *client = sck_connect(*state, second);

	sck_expect_text(client, "bye");
	sck_close(client);
	sck_expect_exit(second, 0);
}

static void cannot_have_it_without_the_option(void **state)
{
	sck_expect_failure(restart(*state, "plain"));
	assert_int_equal(seen_call(*state, "bind", 2)->error, EADDRINUSE);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(takes_it_again),
	EDGE_TESTS(cannot_have_it_without_the_option),
};

LIVE_MAIN(tests)
