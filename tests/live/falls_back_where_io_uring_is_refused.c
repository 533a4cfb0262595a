/*
 * What an io_uring submits no tracer sees. It is refused with ENOSYS, as on a kernel without it, and the record says so; a program that has
 * another way goes it, and one that has none ends.
 *
 * Edge case: 111
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: io_uring_setup(2); seccomp(2)
 */
#include "support/edge.h"

static struct sck_program *start(struct sck_session *s, const char *how)
{
	return START(s, "asks_for_io_uring_first", "{host}", "{port}", edge_means() ? how : "never");
}

static void by_one_that_has_another_way(void **state)
{
	struct sck_peer *client = sck_connect(*state, start(*state, "falls-back"));

	sck_send_text(client, "x");
	sck_expect_text(client, "x");
	assert_true(seen_note(*state, "io_uring_setup"));
}

static void not_by_one_that_has_none(void **state)
{
	struct sck_program *p = start(*state, "gives-up");

	sck_expect_failure(p);
	assert_true(seen_note(*state, "io_uring_setup"));
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(by_one_that_has_another_way),
	EDGE_TESTS(not_by_one_that_has_none),
};

LIVE_MAIN(tests)
