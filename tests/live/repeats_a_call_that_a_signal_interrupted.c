/*
 * A signal whose handler was set without SA_RESTART comes while a call waits, and nothing has been moved yet: EINTR. Who makes the call again
 * goes on as if nothing had been; who takes it for the end of the connection has lost one that is sound.
 *
 * Edge case: 26
 * Families: ipv4 ipv6
 * Means: injected, peer
 * Source: signal(7); recv(2); POSIX.1-2017 recv(), send()
 */
#include "support/edge.h"
#include <signal.h>
#include <stdio.h>

enum by { BY_A_RULE, BY_A_SIGNAL };

static struct sck_program *begin(struct sck_session *s, enum by by, const char *call, const char *how)
{
	char rule[64];

	snprintf(rule, sizeof(rule), "%s:error=EINTR:when=1", strcmp(call, "send") == 0 ? "sendto" : call);
	if (by == BY_A_RULE && edge_means())
		sck_inject(s, rule);
	return START(s, "repeats_interrupted_calls", "{host}", "{port}", call, how);
}

static void interrupt(struct sck_program *p, enum by by)
{
	if (by == BY_A_SIGNAL)
		sck_until_parked(p);
	if (by == BY_A_SIGNAL && edge_means())
		sck_signal(p, SIGUSR1);
}

static void receive(struct sck_session *s, enum by by, const char *call, bool again)
{
	struct sck_program *p = begin(s, by, call, again ? "loop" : "once");
	struct sck_peer *client = sck_connect(s, p);

	interrupt(p, by);
	if (again) {
		sck_until_parked(p); /* else it may find the message first */
		sck_send_text(client, "hello");
		sck_expect_text(client, "hello");
	} else {
		sck_expect_failure(p);
	}
	edge_assert_interrupted(s, "recv", 1);
}

/* All that the program's calls say they sent has come, the last of it once. */
static void expect_all(struct sck_session *s, struct sck_peer *client)
{
	int64_t sent = 0;
	const uint8_t *came;
	size_t len;

	for (int n = 1; n <= seen_count(s, "send"); n++)
		if (seen_call(s, "send", n)->result > 0)
			sent += seen_call(s, "send", n)->result;
	sck_expect_at_least(client, (size_t)sent);
	came = sck_received(client, &len);
	assert_int_equal(len, sent);
	assert_int_equal(came[len - 1], '!');
	assert_int_not_equal(came[len - 2], '!');
}

/* There is no room for the byte, as the client does not read: so the call waits. */
static void send_a_byte(struct sck_session *s, enum by by, const char *call, bool again)
{
	const char *name = strcmp(call, "send") == 0 ? "sendto" : "write";
	struct sck_program *p = begin(s, by, call, again ? "loop" : "once");
	struct sck_peer *client;

	sck_run_until(s, p, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, p);
	sck_stop_reading(client);
	sck_go_on(p);
	interrupt(p, by);
	if (again) {
		sck_until_parked(p);
		sck_read_again(client);
		sck_expect_exit(p, 0);
		expect_all(s, client);
	} else {
		sck_expect_failure(p);
	}
	edge_assert_interrupted(s, name, 1);
}

static void each(void **state, enum by by,
		 void (*run)(struct sck_session *, enum by, const char *call, bool again),
		 const char *const *calls)
{
	for (; *calls; calls++) {
		for (int again = 0; again < 2; again++) {
			struct sck_session *s = sck_session_new(sck_family(*state));

			run(s, by, *calls, again);
			sck_session_free(s);
		}
	}
}

static const char *const receiving[] = { "recv", "read", NULL };
static const char *const sending[] = { "send", "write", NULL };

static void receives_by_a_rule(void **state)
{
	each(state, BY_A_RULE, receive, receiving);
}

static void receives_by_a_signal(void **state)
{
	each(state, BY_A_SIGNAL, receive, receiving);
}

static void sends_by_a_rule(void **state)
{
	each(state, BY_A_RULE, send_a_byte, sending);
}

static void sends_by_a_signal(void **state)
{
	each(state, BY_A_SIGNAL, send_a_byte, sending);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(receives_by_a_rule),
	EDGE_TESTS(receives_by_a_signal),
	EDGE_TESTS(sends_by_a_rule),
	EDGE_TESTS(sends_by_a_signal),
};

LIVE_MAIN(tests)
