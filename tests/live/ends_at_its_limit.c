/*
 * sck_limit bounds a step: by the processor time that the programs use, and by the time in which
 * all are parked while a timer of theirs still runs; sck_limit_processes by how many processes and threads there are. The verdict
 * is FAIL with the cause `limit`.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/processes.h"

static void burns_more(void **state)
{
	struct sck_program *p;

	sck_limit(*state, 0.5);
	p = live_play(*state, "listen accept compute=60000 send=late");
	sck_expect_text(sck_connect(*state, p), "late");
}

static void burns_it_in_children(void **state)
{
	struct sck_program *p;

	sck_limit(*state, 0.2);
	p = START(*state, "starts_a_child", "fork", live_program("play"), "{host}", "{port}", "spin");
	sck_until_exit(p);
}

static void waits_for_its_timer_too_long(void **state)
{
	struct sck_program *p;

	sck_limit(*state, 0.2);
	p = live_play(*state, "listen accept sleep=3600000 send=late");
	sck_expect_text(sck_connect(*state, p), "late");
}

static void burns_less_in_each_step(void **state)
{
	struct sck_program *p =
		live_play(*state, "listen accept loop recv=1 compute=60 send=x again");
	struct sck_peer *client;

	sck_limit(*state, 0.3);
	client = sck_connect(*state, p);
	for (int i = 0; i < 10; i++) {
		sck_send_text(client, "?");
		sck_expect_text(client, "x");
	}
}

static void forks_without_end(void **state)
{
	sck_limit_processes(*state, 100);
	sck_until_exit(START(*state, "forks_without_end", "1000", "processes"));
}

static void makes_threads_without_end(void **state)
{
	sck_limit_processes(*state, 100);
	sck_until_exit(START(*state, "forks_without_end", "1000", "threads"));
}

/* Where the step would have asked for something else than an end. */
static void forks_instead_of_listening(void **state)
{
	sck_limit_processes(*state, 100);
	sck_connect(*state, START(*state, "forks_without_end", "1000", "processes"));
}

static void forks_instead_of_calling(void **state)
{
	sck_limit_processes(*state, 100);
	sck_expect_calls(START(*state, "forks_without_end", "1000", "processes"), "socket");
}

static void by_a_crowd(void **state)
{
	void (*const bombs[])(void **) = { forks_without_end, makes_threads_without_end,
					   forks_instead_of_listening, forks_instead_of_calling };
	struct bytes before = { 0 }, after = { 0 };

	(void)state;
	processes_holdings(&before);
	for (size_t i = 0; i < COUNT_OF(bombs); i++)
		outcome_assert_says(
			outcome_assert_fails(bombs[i], CAUSE_LIMIT),
			"more than 100 processes and threads of the programs live at once");
	processes_holdings(&after);
	assert_string_equal(bytes_text(&after), bytes_text(&before));
	bytes_done(&before);
	bytes_done(&after);
}

/* Nobody is ended for it unless told: a thread or a child for each of many clients is no mistake. */
static void by_no_crowd_that_may_be(void **state)
{
	sck_expect_output_begins(START(*state, "forks_without_end", "1000", "processes"),
				 "1000 live\n", 10);
	sck_expect_output_begins(START(*state, "forks_without_end", "1000", "threads"), "1000 live\n", 10);
}

static void in_any_step(void **state)
{
	(void)state;
	outcome_assert_fails(burns_more, CAUSE_LIMIT);
	outcome_assert_fails(burns_it_in_children, CAUSE_LIMIT);
	outcome_assert_fails(waits_for_its_timer_too_long, CAUSE_LIMIT);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(in_any_step),
	LIVE_TEST(burns_less_in_each_step),
	cmocka_unit_test(by_a_crowd),
	LIVE_TEST(by_no_crowd_that_may_be),
};

LIVE_MAIN(tests)
