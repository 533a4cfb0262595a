/*
 * MSG_WAITALL waits for all that was asked for, but a signal, a time-out or the end cuts it short, and what has come is returned. One that checks
 * the count asks for the rest; one that trusts the flag takes what its buffer held for bytes.
 *
 * Edge case: 8
 * Families: ipv4 ipv6
 * Means: peer
 * Source: recv(2), MSG_WAITALL; socket(7), SO_RCVTIMEO
 */
#include "support/edge.h"
#include <signal.h>

static const char message[] = "abcdefgh";

/* Three of the bytes have come; then ACT, and the recv has returned. */
static struct sck_peer *cut_by(struct sck_session *s, struct sck_program *server,
			       void (*act)(struct sck_program *, struct sck_peer *))
{
	struct sck_peer *client;

	sck_run_until(s, server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, server);
	sck_send(client, message, 3);
	sck_arrived(client);
	if (edge_means())
		act(server, client);
	sck_run_until(s, server, SCK_AFTER, "recv", 1);
	assert_int_equal(seen_call(s, "recv", 1)->result, 3);
	assert_int_equal(seen_call(s, "recv", 1)->asked, 8);
	return client;
}

static void signal_it(struct sck_program *server, struct sck_peer *client)
{
	sck_go_on(server);
	sck_drained(client);
	sck_until_parked(server);
	sck_signal(server, SIGUSR1);
}

static void let_time_pass(struct sck_program *server, struct sck_peer *client)
{
	(void)server;
	(void)client;
}

static void end_it(struct sck_program *server, struct sck_peer *client)
{
	(void)server;
	sck_half_close(client);
}

/* It has the rest to come, or trusts in what it has. */
static void go_on(struct sck_program *server, struct sck_peer *client, bool is_trusting)
{
	sck_send_text(client, message + 3);
	sck_go_on(server);
	sck_expect_text(client, is_trusting ? "abc-----" : message);
}

static struct sck_program *waits(struct sck_session *s, bool is_trusting, const char *seconds)
{
	return START(s, "waits_for_all", "{host}", "{port}", is_trusting ? "trusts" : "checks", seconds);
}

static void each_kind(void **state, void (*by)(struct sck_session *, bool))
{
	for (int is_trusting = 0; is_trusting < 2; is_trusting++) {
		struct sck_session *s = sck_session_new(sck_family(*state));

		by(s, is_trusting);
		sck_session_free(s);
	}
}

static void signalled(struct sck_session *s, bool is_trusting)
{
	struct sck_program *server = waits(s, is_trusting, "0");

	go_on(server, cut_by(s, server, signal_it), is_trusting);
	assert_int_equal(seen_count_values(s, RECORD_SIGNAL, SIGUSR1), 1);
}

static void cut_by_a_signal(void **state)
{
	each_kind(state, signalled);
}

static void timed_out(struct sck_session *s, bool is_trusting)
{
	struct sck_program *server;

	sck_clock_auto(s);
	server = waits(s, is_trusting, edge_means() ? "5" : "0");
	go_on(server, cut_by(s, server, let_time_pass), is_trusting);
}

static void cut_by_a_time_out(void **state)
{
	each_kind(state, timed_out);
}

static void ended(struct sck_session *s, bool is_trusting)
{
	struct sck_program *server = waits(s, is_trusting, "0");
	struct sck_peer *client = cut_by(s, server, end_it);

	sck_go_on(server);
	if (is_trusting) {
		sck_expect_text(client, "abc-----");
		sck_expect_exit(server, 0);
	} else {
		sck_expect_failure(server);
		assert_int_equal(seen_call(s, "recv", 2)->result, 0);
	}
}

static void cut_by_the_end(void **state)
{
	each_kind(state, ended);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(cut_by_a_signal),
	EDGE_TESTS(cut_by_a_time_out),
	EDGE_TESTS(cut_by_the_end),
};

LIVE_MAIN(tests)
