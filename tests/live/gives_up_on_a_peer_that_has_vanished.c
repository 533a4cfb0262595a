/*
 * A peer stops in the middle of a talk, without an end: its machine still acknowledges, or nothing comes any more at all. recv tells neither. A
 * program with a deadline of its own gives up on both, one with TCP_USER_TIMEOUT on the second; one without waits for ever.
 *
 * Edge case: 79
 * Families: ipv4 ipv6
 * Means: peer
 * Source: recv(2); socket(7), SO_RCVTIMEO; tcp(7), TCP_USER_TIMEOUT; RFC 1122, 4.2.3.5
 */
#include "support/edge.h"
#include <errno.h>
#include <signal.h>

/* The server is another program, and stops between two questions. */
static struct sck_program *ask_one_that_stops(struct sck_session *s, const char *how)
{
	struct sck_program *server, *client;

	sck_clock_auto(s);
	server = live_play(s, "listen accept recvall=5 send=world recvall=5 send=there pause");
	sck_until_listening(server);
	client = START(s, "waits_for_a_peer_that_may_be_gone", "{host}", "{port}", how);
	sck_run_until(s, client, SCK_BEFORE, "send", 2);
	sck_until_parked(server);
	if (edge_means())
		sck_signal(server, SIGSTOP);
	sck_until_parked(server);
	sck_go_on(client);
	return client;
}

static void one_with_a_deadline(void **state)
{
	struct sck_program *client = ask_one_that_stops(*state, "deadline");

	sck_expect_exit(client, 0);
	live_assert_output(client, "no answer: EAGAIN\n");
}

static void one_without(void **state)
{
	struct sck_program *client = ask_one_that_stops(*state, "ever");
	size_t len;

	sck_until_parked(client);
	sck_clock_advance(*state, 100000 * SCK_SECOND);
	sck_output(client, &len);
	assert_int_equal(len, 0);
	sck_expect_running(client);
}

static void make_deaf(struct sck_session *s, struct sck_program *server)
{
	const uint8_t *output;
	size_t len;

	sck_give_input(server, "\n", 1);
	sck_until_parked(server);
	output = sck_output(server, &len);
	if (len == 6 && memcmp(output, "EPERM\n", 6) == 0)
		sck_skip(s, "no socket may have a filter here (SO_ATTACH_FILTER: EPERM)");
	live_assert_output(server, "deaf\n");
}

/* No segment comes to the server's socket any more: nothing is acknowledged. */
static void one_that_is_not_heard(void **state)
{
	const char *argv[] = { live_program("stops_hearing"), "{host}", "{port}", NULL };
	struct sck_program *server, *client;

	server = sck_start(*state, &(struct sck_start){ .argv = argv, .input_stays_open = true });
	sck_until_listening(server);
	client = START(*state, "waits_for_a_peer_that_may_be_gone", "{host}", "{port}", "usertimeout");
	sck_run_until(*state, client, SCK_BEFORE, "send", 2);
	if (edge_means())
		make_deaf(*state, server);
	sck_go_on(client);
	sck_expect_exit(client, 0);
	live_assert_output(client, "no answer: ETIMEDOUT\n");
	assert_int_equal(seen_call(*state, "send", 3)->result, 5);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_with_a_deadline),
	EDGE_TESTS(one_without),
	EDGE_TESTS(one_that_is_not_heard),
};

LIVE_MAIN(tests)
