/*
 * A program that asks for an io_uring, whose submissions no tracer sees, is told ENOSYS, and the
 * record says so.
 */
#include "support/live.h"
#include "support/seen.h"

static void says_so(void **state)
{
	struct sck_program *p = START(*state, "tries_io_uring");

	sck_expect_exit(p, 0);
	sck_expect_output_text(p, "io_uring_setup: Function not implemented\n");
	assert_true(seen_note(*state, "io_uring_setup"));
}

static void says_nothing_of_others(void **state)
{
	sck_expect_exit(live_play(*state, "print=hello"), 0);
	assert_int_equal(seen_count_events(*state, RECORD_NOTE), 0);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(says_so),
	LIVE_TEST(says_nothing_of_others),
};

LIVE_MAIN(tests)
