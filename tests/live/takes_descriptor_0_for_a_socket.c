/*
 * A program that is started without standard input gets descriptor 0 for its first socket; 1 and 2 likewise, without standard output and standard
 * error. Only a negative one is a failure: who tests for more than 0 gives up on a socket that it has.
 *
 * Edge case: 81
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: socket(2), RETURN VALUE; POSIX.1-2017, 2.14 File Descriptor Allocation
 */
#include "support/edge.h"

static struct sck_program *begin(struct sck_session *s, const char *how)
{
	const char *argv[] = { live_program("tests_a_descriptor"), "{host}", "{port}", how, NULL };

	return sck_start(s, &(struct sck_start){ .argv = argv, .input_closed = edge_means() });
}

static void one_that_takes_it(void **state)
{
	struct sck_peer *client = sck_connect(*state, begin(*state, "least"));

	sck_expect_text(client, "hello");
	sck_expect_end(client);
	assert_int_equal(seen_call(*state, "socket", 1)->result, 0);
}

/* Without standard output and standard error, which the test takes from it. */
static void one_that_has_1_and_2(void **state)
{
	const char *argv[] = { "/bin/sh",
			       "-c",
			       edge_means() ? "exec \"$0\" \"$@\" >&- 2>&-" : "exec \"$0\" \"$@\"",
			       live_program("tests_a_descriptor"),
			       "{host}",
			       "{port}",
			       "least",
			       NULL };
	struct sck_peer *client =
		sck_connect(*state, sck_start(*state, &(struct sck_start){ .argv = argv }));

	sck_expect_text(client, "hello");
	sck_expect_end(client);
	assert_int_equal(seen_call(*state, "socket", 1)->result, 1);
	assert_int_equal(seen_call(*state, "accept", 1)->result, 2);
}

static void one_that_does_not(void **state)
{
	sck_expect_exit(begin(*state, "positive"), 1);
	assert_int_equal(seen_call(*state, "socket", 1)->result, 0);
	assert_int_equal(seen_count(*state, "bind"), 0);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(one_that_takes_it),
	EDGE_TESTS(one_that_has_1_and_2),
	EDGE_TESTS(one_that_does_not),
};

LIVE_MAIN(tests)
