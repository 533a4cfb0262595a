/*
 * A connect that does not wait fails with EINPROGRESS, and the socket can be written once the attempt is over, however it ended. Who asks for SO_ERROR
 * then knows; who takes it for a connection believes to have one that was refused.
 *
 * Edge case: 36
 * Families: ipv4 ipv6
 * Means: peer, namespace
 * Source: connect(2), EINPROGRESS; POSIX.1-2017 connect()
 */
#include "support/edge.h"
#include <errno.h>

static struct sck_program *begin(struct sck_session *s, bool refuse, const char *how)
{
	sck_listen(s, &(struct sck_listen){ .refuse = refuse });
	return START(s, "connects_without_waiting", "{host}", "{port}", how);
}

static void assert_under_way(struct sck_session *s)
{
	assert_int_equal(seen_call(s, "connect", 1)->error, EINPROGRESS);
}

/* Somebody listens: SO_ERROR is 0. */
static void is_told_of_a_connection(void **state)
{
	struct sck_program *p = begin(*state, !edge_means(), "asks");

	sck_expect_exit(p, 0);
	live_assert_output(p, "connected\n");
	assert_under_way(*state);
	assert_int_equal(seen_call(*state, "getsockopt", 1)->error, 0);
}

static void is_told_of_a_refusal(void **state)
{
	struct sck_program *p = begin(*state, edge_means(), "asks");

	sck_expect_failure(p);
	edge_assert_says(p, "Connection refused");
	assert_under_way(*state);
}

static void believes_in_a_connection(void **state)
{
	struct sck_program *p = begin(*state, edge_means(), "believes");

	sck_expect_exit(p, 0);
	live_assert_output(p, "connected\n");
	assert_under_way(*state);
	p = START(*state, "connects_without_waiting", "{host}", "{port}", "asks");
	sck_expect_failure(p); /* nobody is there */
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(is_told_of_a_connection),
	EDGE_TESTS(is_told_of_a_refusal),
	EDGE_TESTS(believes_in_a_connection),
};

LIVE_MAIN(tests)
