/*
 * A part was sent without blocking; for the rest there is no room, and send says EAGAIN. One that waits for room by poll sends the rest; one that
 * tries again at once spins, and one that gives up the rest loses it.
 *
 * Edge case: 17
 * Families: ipv4 ipv6
 * Means: peer, injected
 * Source: send(2), ERRORS; poll(2), POLLOUT
 */
#include "support/edge.h"
#include <errno.h>
#include <stdlib.h>

enum { LITTLE = 1000, MUCH = 8 << 20 };

static void expect_pattern(struct sck_peer *from, size_t len)
{
	uint8_t *want = malloc(len + 1);

	assert_non_null(want);
	for (size_t i = 0; i < len; i++)
		want[i] = (uint8_t)(i % 251);
	sck_expect(from, want, len);
	sck_expect_end(from);
	free(want);
}

/* Nobody reads: there is room for a part only. */
static struct sck_peer *unread(struct sck_session *s, const char *how, struct sck_program **ret_server)
{
	struct sck_peer *client;

	*ret_server = START(s, "sends_much", "{host}", "{port}", edge_means() ? "8388608" : "1000",
			    "nonblocking", how);
	sck_run_until(s, *ret_server, SCK_BEFORE, "accept", 1);
	client = sck_connect(s, *ret_server);
	sck_stop_reading(client);
	sck_go_on(*ret_server);
	return client;
}

static size_t assert_would_block(struct sck_session *s)
{
	const struct record_call *call;
	size_t sent = 0;
	int n = 1;

	for (; (call = seen_call(s, "send", n))->result > 0; n++)
		sent += (size_t)call->result;
	assert_int_equal(call->error, EAGAIN);
	assert_in_range(sent, 1, MUCH - 1);
	return sent;
}

static void one_that_waits(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = unread(*state, "loops", &server);

	sck_until_parked(server);
	assert_would_block(*state);
	sck_read_again(client);
	expect_pattern(client, MUCH);
}

static void one_that_drops_the_rest(void **state)
{
	struct sck_program *server;
	struct sck_peer *client = unread(*state, "drops", &server);

	sck_expect_exit(server, 0);
	sck_read_again(client);
	expect_pattern(client, assert_would_block(*state));
}

static void tries_on(void **state)
{
	struct sck_program *server;

	unread(*state, "spins", &server);
	sck_expect_no_spin(server);
}

static void one_that_tries_on_and_on(void **state)
{
	const struct outcome *o = outcome_over(sck_family(*state), tries_on);

	assert_int_equal(o->kind, VERDICT_FAIL);
	assert_int_equal(o->cause, CAUSE_SPIN);
}

static void by_a_rule(struct sck_session *s, const char *how, size_t want)
{
	struct sck_peer *client;

	if (edge_means()) {
		sck_inject(s, "send:short=300:when=1");
		sck_inject(s, "send:error=EAGAIN:when=2");
	}
	client = sck_connect(s, START(s, "sends_much", "{host}", "{port}", "1000", "nonblocking", how));
	expect_pattern(client, want);
	assert_int_equal(seen_call(s, "send", 1)->result, 300);
	assert_int_equal(seen_call(s, "send", 2)->error, EAGAIN);
}

static void one_that_waits_by_a_rule(void **state)
{
	by_a_rule(*state, "loops", LITTLE);
}

static void one_that_drops_the_rest_by_a_rule(void **state)
{
	by_a_rule(*state, "drops", 300);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_waits),
	EDGE_TESTS(one_that_drops_the_rest),
	EDGE_TESTS(one_that_tries_on_and_on),
	EDGE_TESTS(one_that_waits_by_a_rule),
	EDGE_TESTS(one_that_drops_the_rest_by_a_rule),
};

LIVE_MAIN(tests)
