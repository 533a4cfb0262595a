/*
 * sck_skip and sck_fail end the test with their verdict and reason; a step that is met leaves it
 * PASS; a failed assertion of cmocka's own ends the test too, and its session with it.
 */
#include "support/live.h"
#include "support/outcome.h"

static void skips(void **state)
{
	sck_skip(*state, "no such thing here");
}

static void fails(void **state)
{
	sck_fail(*state, "not as I like it");
}

static void passes(void **state)
{
	sck_expect_exit(live_play(*state, "exit"), 0);
}

static void asserts(void **state)
{
	sck_until_listening(live_play(*state, "listen pause"));
	assert_int_equal(1, 2);
}

static void a_skip(void **state)
{
	const struct outcome *o = outcome_of(skips);

	(void)state;
	assert_int_equal(o->kind, VERDICT_SKIP);
	assert_string_equal(o->message, "no such thing here");
	assert_int_equal(o->failed, 0);
}

static void a_failure(void **state)
{
	const struct outcome *o = outcome_assert_fails(fails, CAUSE_ASSERT);

	(void)state;
	assert_string_equal(o->message, "not as I like it");
}

static void a_pass(void **state)
{
	const struct outcome *o = outcome_of(passes);

	(void)state;
	assert_int_equal(o->kind, VERDICT_PASS);
	assert_int_equal(o->failed, 0);
}

static void an_assertion_of_cmocka(void **state)
{
	(void)state;
	assert_int_equal(outcome_of(asserts)->failed, 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_skip),
	cmocka_unit_test(a_failure),
	cmocka_unit_test(a_pass),
	cmocka_unit_test(an_assertion_of_cmocka),
};

LIVE_MAIN(tests)
