/*
 * The kernel may choose among two ports, and both are in use: connect fails with EADDRNOTAVAIL. Who says so, or tries again a while later, so and so
 * often, is right; who tries again at once uses the processor up.
 *
 * Edge case: 41
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: connect(2), EADDRNOTAVAIL; ip(7), ip_local_port_range
 */
#include "support/edge.h"
#include <errno.h>

/* Of its three connections the third has no port. */
static struct sck_program *open_three(struct sck_session *s, const char *how)
{
	if (edge_means())
		sck_sysctl(s, "ipv4/ip_local_port_range", "40000 40001");
	sck_clock_auto(s);
	sck_listen(s, NULL);
	return START(s, "opens_many_connections", "{host}", "{port}", "3", how);
}

static void assert_exhausted(struct sck_session *s)
{
	assert_int_equal(seen_call(s, "connect", 1)->error, 0);
	assert_int_equal(seen_call(s, "connect", 2)->error, 0);
	assert_int_equal(seen_call(s, "connect", 3)->error, EADDRNOTAVAIL);
}

static void says_so(void **state)
{
	struct sck_program *p = open_three(*state, "tells");

	sck_expect_failure(p);
	edge_assert_says(p, "Cannot assign requested address");
	assert_exhausted(*state);
}

/* Meanwhile there are ports again. */
static void tries_again_later(void **state)
{
	struct sck_program *p = open_three(*state, "backs-off");

	sck_run_until(*state, p, SCK_AFTER, "connect", 3);
	sck_sysctl(*state, "ipv4/ip_local_port_range", "40000 40003");
	sck_go_on(p);
	sck_expect_exit(p, 0);
	live_assert_output(p, "open\n");
	assert_exhausted(*state);
	assert_true(sck_count_calls(p, "connect") == 4);
}

static void gives_up_in_the_end(void **state)
{
	struct sck_program *p = open_three(*state, "backs-off");

	sck_expect_failure(p);
	assert_exhausted(*state);
	assert_true(sck_count_calls(p, "connect") < 10);
}

static void tries_again_at_once(void **state)
{
	struct sck_program *p = open_three(*state, "spins");

	sck_expect_failure(p);
	assert_exhausted(*state);
	assert_true(sck_count_calls(p, "connect") > 100);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(says_so),
	EDGE_TESTS(tries_again_later),
	EDGE_TESTS(gives_up_in_the_end),
	EDGE_TESTS(tries_again_at_once),
};

LIVE_MAIN(tests)
