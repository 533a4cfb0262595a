/*
 * sck_limit bounds a step: by the processor time that the programs use, and by the time in which
 * all are parked while a timer of theirs still runs. The verdict is FAIL with the cause `limit`.
 */
#include "support/live.h"
#include "support/outcome.h"

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
};

LIVE_MAIN(tests)
