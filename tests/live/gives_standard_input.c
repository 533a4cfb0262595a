/*
 * Standard input: fed as it is read and then ended; kept open and fed later; closed from the start;
 * or empty.
 */
#include "support/live.h"

static void as_it_is_read(void **state)
{
	struct sck_program *p = live_play_with(
		*state, "cat=5 cat", (struct sck_start){ .input = "hello world", .input_len = 11 });

	sck_expect_output_text(p, "hello world");
	sck_expect_exit(p, 0);
}

static void empty_unless_told(void **state)
{
	struct sck_program *p = live_play(*state, "cat print=end");

	sck_expect_output_text(p, "end\n");
}

static void later(void **state)
{
	struct sck_program *p = live_play_with(
		*state, "cat",
		(struct sck_start){ .input = "one ", .input_len = 4, .input_stays_open = true });

	sck_expect_output_begins(p, "one ", 4);
	sck_until_parked(p);
	sck_give_input(p, "two ", 4);
	sck_give_input(p, "three", 5);
	sck_expect_output_begins(p, "one two three", 13);
	sck_end_input(p);
	sck_expect_output_text(p, "one two three");
	sck_expect_exit(p, 0);
}

static void not_even_a_descriptor(void **state)
{
	struct sck_program *p = live_play_with(*state, "try cat listen accept send=hi",
					       (struct sck_start){ .input_closed = true });
	struct sck_peer *client = sck_connect(*state, p);

	sck_expect_text(client, "hi");
	sck_expect_exit(p, 0);
	live_assert_output(p, "cat: Bad file descriptor\n");
}

static void to_one_that_does_not_read_it(void **state)
{
	static char bytes[300000];
	struct sck_program *p = live_play_with(
		*state, "exit=4", (struct sck_start){ .input = bytes, .input_len = sizeof(bytes) });

	sck_expect_exit(p, 4);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(as_it_is_read),
	LIVE_TEST(empty_unless_told),
	LIVE_TEST(later),
	LIVE_TEST(not_even_a_descriptor),
	LIVE_TEST(to_one_that_does_not_read_it),
};

LIVE_MAIN(tests)
