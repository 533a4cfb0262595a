/*
 * A program is ended in the middle of making children and threads, some of which nobody has heard of yet: sck_kill and
 * sck_session_free get every one of them.
 */
#include "support/live.h"
#include "support/processes.h"
#include "support/seen.h"

static void by_sck_kill(void **state)
{
	for (int i = 0; i < 10; i++) {
		struct sck_program *p = START(*state, "forks_on_and_on");

		sck_expect_output_begins(p, "begun\n", 6);
		sck_kill(p);
	}
	assert_int_equal(seen_count_events(*state, RECORD_START), seen_count_events(*state, RECORD_KILLED));
}

static void by_the_end_of_the_session(void **state)
{
	struct bytes before = { 0 }, after = { 0 };

	(void)state;
	processes_holdings(&before);
	for (int i = 0; i < 10; i++) {
		struct sck_session *s = sck_session_new(SCK_IPV4);
		struct sck_program *p = START(s, "forks_on_and_on", "threads");

		sck_expect_output_begins(p, "begun\n", 6);
		sck_session_free(s);
	}
	processes_holdings(&after);
	assert_string_equal(bytes_text(&after), bytes_text(&before));
	bytes_done(&before);
	bytes_done(&after);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(by_sck_kill),
	cmocka_unit_test(by_the_end_of_the_session),
};

LIVE_MAIN(tests)
