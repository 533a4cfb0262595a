/*
 * sck_expect_output wants all of standard output and the program's end of it;
 * sck_expect_output_begins what it has by now; sck_output and sck_errors show both streams.
 */
#include "support/live.h"
#include "support/outcome.h"

static void whole(void **state)
{
	sck_expect_output_text(live_play(*state, "print=one compute=20 print=two"), "one\ntwo\n");
	sck_expect_output(live_play(*state, "exit"), "", 0);
}

static void its_beginning(void **state)
{
	struct sck_program *p = live_play(*state, "print=one listen accept recv=1 print=two pause");
	struct sck_peer *client;
	size_t len;

	sck_expect_output_begins(p, "one\n", 4);
	client = sck_connect(*state, p);
	sck_send_text(client, "x");
	sck_expect_output_begins(p, "one\ntwo\n", 8);
	assert_memory_equal(sck_output(p, &len), "one\ntwo\n", 8);
	assert_int_equal(len, 8);
}

static void more_than_a_pipe_holds(void **state)
{
	struct sck_program *p;
	static char bytes[1000000];

	memset(bytes, 'b', sizeof(bytes));
	p = live_play_with(*state, "cat", (struct sck_start){ .input = bytes, .input_len = sizeof(bytes) });
	sck_expect_output(p, bytes, sizeof(bytes));
	sck_expect_exit(p, 0);
}

static void errors_beside_it(void **state)
{
	struct sck_program *p = live_play(*state, "print=out complain=err print=out");
	size_t len;

	sck_expect_exit(p, 0);
	live_assert_output(p, "out\nout\n");
	assert_memory_equal(sck_errors(p, &len), "err\n", 4);
	assert_int_equal(len, 4);
}

static void of_a_child_too(void **state)
{
	struct sck_program *p = START(*state, "starts_a_child", "fork", live_program("play"),
				      "{host}", "{port}", "print=child");

	sck_expect_output_text(p, "child\n");
}

static void other_bytes(void **state)
{
	sck_expect_output_text(live_play(*state, "print=one"), "two\n");
}

static void bytes_too_many(void **state)
{
	sck_expect_output_text(live_play(*state, "print=one print=two"), "one\n");
}

static void bytes_too_few(void **state)
{
	sck_expect_output_text(live_play(*state, "print=one"), "one\ntwo\n");
}

static void never_its_end(void **state)
{
	sck_expect_output_text(live_play(*state, "print=one pause"), "one\n");
}

static void another_beginning(void **state)
{
	sck_expect_output_begins(live_play(*state, "print=one pause"), "two", 3);
}

static void fails_for_its_cause(void **state)
{
	const struct outcome *o;

	(void)state;
	o = outcome_assert_fails(other_bytes, CAUSE_BYTES);
	outcome_assert_says(o, "two");
	outcome_assert_says(o, "one");
	outcome_assert_fails(bytes_too_many, CAUSE_BYTES);
	outcome_assert_fails(bytes_too_few, CAUSE_BYTES);
	outcome_assert_fails(never_its_end, CAUSE_DEADLOCK);
	outcome_assert_fails(another_beginning, CAUSE_BYTES);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(whole),
	LIVE_TEST(its_beginning),
	LIVE_TEST(more_than_a_pipe_holds),
	LIVE_TEST(errors_beside_it),
	LIVE_TEST(of_a_child_too),
	cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
