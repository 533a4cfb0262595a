/*
 * sck_expect_no_spin wants a program to park, sck_expect_memory_below that it took no more than so
 * much.
 */
#include "support/live.h"
#include "support/outcome.h"

static void little(void **state)
{
	struct sck_program *p = live_play(*state, "listen accept recv=1 compute=100 recv");
	struct sck_peer *client = sck_connect(*state, p);

	sck_send_text(client, "x");
	sck_expect_no_spin(p);
	sck_expect_memory_below(p, 64 << 20);
}

static void spins(void **state)
{
	struct sck_program *p = live_play(*state, "listen accept spin");

	sck_connect(*state, p);
	sck_expect_no_spin(p);
}

static void spins_in_calls(void **state)
{
	struct sck_program *p = START(*state, "spins_in_poll", "{port}");
	struct sck_peer *client = sck_connect(*state, p);

	sck_half_close(client);
	sck_expect_no_spin(p);
}

/* What it asks for never comes, so that the step would else wait until the limit of processor time. */
static void looks_without_waiting(struct sck_session *s, const char *call)
{
	struct sck_program *p = START(s, "looks_without_waiting", "{port}", call);

	sck_expect_text(sck_connect(s, p), "answer");
}

static void looks_by_poll(void **state)
{
	looks_without_waiting(*state, "poll");
}

static void looks_by_select(void **state)
{
	looks_without_waiting(*state, "select");
}

static void takes_much_memory(void **state)
{
	struct sck_program *p = live_play(*state, "memory=100 pause");

	sck_until_parked(p);
	sck_expect_memory_below(p, 50 << 20);
}

static void took_it_before(void **state)
{
	struct sck_program *p = START(*state, "starts_a_child", "fork", live_program("play"),
				      "{host}", "{port}", "memory=100");

	sck_expect_exit(p, 0);
	sck_expect_memory_below(p, 50 << 20);
}

static void fails_for_its_cause(void **state)
{
	(void)state;
	outcome_assert_fails(spins, CAUSE_SPIN);
	outcome_assert_fails(spins_in_calls, CAUSE_SPIN);
	outcome_assert_fails(looks_by_poll, CAUSE_SPIN);
	outcome_assert_fails(looks_by_select, CAUSE_SPIN);
	outcome_assert_fails(takes_much_memory, CAUSE_MEMORY);
	outcome_assert_fails(took_it_before, CAUSE_MEMORY);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(little),
	cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
