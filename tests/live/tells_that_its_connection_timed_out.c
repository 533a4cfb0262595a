/*
 * Nobody answers, and the kernel gives the connection up: ETIMEDOUT, from connect, or, where the link goes down after that, from recv. The client tells so; who
 * names another reason, or none, sends its user looking in the wrong place.
 *
 * Edge case: 47
 * Families: ipv4 ipv6
 * Means: injected, namespace
 * Source: connect(2), ETIMEDOUT; tcp(7), TCP_USER_TIMEOUT
 */
#include "support/edge.h"
#include <errno.h>

static void expect_told(struct sck_program *p, const char *how)
{
	const char *message = strcmp(how, "tells") == 0 ? "Connection timed out" : "the server is down";

	if (strcmp(how, "blind") == 0) {
		sck_expect_exit(p, 0);
		return;
	}
	sck_expect_failure(p);
	edge_assert_says(p, message);
}

static void by_a_rule(struct sck_session *s, const char *how)
{
	sck_listen(s, &(struct sck_listen){ .refuse = true });
	if (edge_means())
		sck_inject(s, "connect:error=ETIMEDOUT:when=1");
	expect_told(START(s, "tells_why_it_got_no_answer", "{host}", "{port}", how), how);
	assert_int_equal(seen_call(s, "connect", 1)->error, ETIMEDOUT);
}

/* Its queue is full; the client's kernel gives up when it would send its SYN again. */
static void by_a_full_queue(struct sck_session *s, const char *how)
{
	struct sck_peer *listener;

	sck_sysctl(s, "ipv4/tcp_syn_linear_timeouts", "0");
	listener = sck_listen(s, &(struct sck_listen){ .full = edge_means() });
	if (!edge_means())
		sck_close(listener);
	expect_told(START(s, "tells_why_it_got_no_answer", "{host}", "{port}", how, "1"), how);
	assert_int_equal(seen_call(s, "connect", 1)->error, ETIMEDOUT);
}

static void by_a_link_that_is_down(struct sck_session *s, const char *how)
{
	struct sck_peer *listener = sck_listen(s, NULL), *server;
	struct sck_program *p = START(s, "tells_why_it_got_no_answer", "{host}", "{port}", how, "1");

	sck_run_until(s, p, SCK_BEFORE, "send", 1);
	server = sck_accept(listener);
	if (edge_means())
		sck_set_lo(s, false);
	else
		sck_close(server);
	sck_go_on(p);
	expect_told(p, how);
	assert_int_equal(seen_call(s, "recv", 1)->error, ETIMEDOUT);
}

static void each(void **state, void (*by)(struct sck_session *, const char *))
{
	static const char *const all[] = { "tells", "guesses", "blind", NULL };

	for (const char *const *how = all; *how; how++) {
		struct sck_session *s = sck_session_new(sck_family(*state));

		by(s, *how);
		sck_session_free(s);
	}
}

static void is_told_by_a_rule(void **state)
{
	each(state, by_a_rule);
}

static void is_told_of_a_full_queue(void **state)
{
	each(state, by_a_full_queue);
}

/* Over IPv6 ::1 goes with the link, and the error is ENETUNREACH. */
static void is_told_of_a_link_that_is_down(void **state)
{
	each(state, by_a_link_that_is_down);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(is_told_by_a_rule),
	EDGE_TESTS(is_told_of_a_full_queue),
	LIVE_TEST(is_told_of_a_link_that_is_down),
};

LIVE_MAIN(tests)
