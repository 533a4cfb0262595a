/*
 * Nobody listens at the port: connect fails with ECONNREFUSED. The client says why on standard error and ends with a status that is not 0; who
 * does not look ends as if it had had an empty answer.
 *
 * Edge case: 33
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: connect(2); RFC 9293, 3.10.7.1
 */
#include "support/edge.h"
#include <errno.h>

/* The port is held by a socket that does not listen: so nobody else can have it, the client's own end neither. */
static struct sck_program *connect_to_it(struct sck_session *s, const char *how)
{
	sck_listen(s, &(struct sck_listen){ .refuse = edge_means() });
	return START(s, "tells_why_it_got_no_answer", "{host}", "{port}", how);
}

static void says_so(void **state)
{
	struct sck_program *p = connect_to_it(*state, "tells");

	sck_expect_failure(p);
	edge_assert_says(p, "Connection refused");
	assert_int_equal(seen_call(*state, "connect", 1)->error, ECONNREFUSED);
}

static void takes_it_for_an_answer(void **state)
{
	sck_expect_exit(connect_to_it(*state, "blind"), 0);
	assert_int_equal(seen_call(*state, "connect", 1)->error, ECONNREFUSED);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(says_so),
	EDGE_TESTS(takes_it_for_an_answer),
};

LIVE_MAIN(tests)
