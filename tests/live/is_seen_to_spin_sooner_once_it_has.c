/*
 * A program that has failed a case by spinning is seen to spin sooner in the cases behind it; one that has not may be as busy as
 * ever. All bounds are of processor time, so none of these tests asks a clock.
 */
#include "judge/suite.h"
#include "base/deadline.h"
#include "base/err.h"
#include "os/procfs.h"
#include "run/processes.h"
#include "run/pump.h"
#include "run/session.h"
#include "support/live.h"
#include <unistd.h>

static bool never(void *arg)
{
	(void)arg;
	return false;
}

/* How much processor time, its own and ours, a program had used when it was seen to ask again and again in vain. */
static int64_t cpu_until_seen(bool known_to_spin)
{
	const struct session_options options = { .family = SCK_IPV4, .known_to_spin = known_to_spin };
	struct sck_session *s;
	struct sck_program *p;
	int64_t before, used;

	assert_int_equal(session_new(&options, &s, &(struct sck_err){ 0 }), 0);
	p = START(s, "looks_without_waiting", "{port}", "poll");
	sck_connect(s, p);
	before = procfs_cpu_ns(getpid());
	assert_false(session_has_spun(s));
	assert_int_equal(pump_until(s, never, NULL, false), PUMP_SPINS);
	assert_true(session_has_spun(s));
	used = processes_cpu(p) + procfs_cpu_ns(getpid()) - before;
	sck_session_free(s);
	return used;
}

static void a_quarter_is_enough_of_one_that_is_known(void **state)
{
	(void)state;
	assert_true(cpu_until_seen(false) > 2 * NS_PER_S);
	assert_true(cpu_until_seen(true) < 2 * NS_PER_S);
}

/* It computes for longer than a known spinner may, and then does what is asked of it. */
static void takes_its_time(void **state)
{
	struct sck_program *p = live_play(*state, "listen accept compute=2600 send=late pause");

	sck_expect_text(sck_connect(*state, p), "late");
}

static void spins_by_calls(void **state)
{
	struct sck_program *p = START(*state, "spins_in_poll", "{port}");

	sck_half_close(sck_connect(*state, p));
	sck_until_parked(p);
}

static void spins_without_calls(void **state)
{
	struct sck_program *p = live_play(*state, "listen accept spin");

	sck_limit(*state, 1);
	sck_connect(*state, p);
	sck_until_exit(p);
}

/* It gets on all the time, only not to the end: a limit used up by that says nothing of the cases behind it. */
static void works_too_long(void **state)
{
	struct sck_program *p = live_play(*state, "listen accept loop compute=20 try send=x again");

	sck_limit(*state, 0.5);
	sck_connect(*state, p);
	sck_until_exit(p);
}

/* The verdicts of takes_its_time before FAILS and behind it. */
static void judge_around(void (*fails)(void **state), enum cause cause, enum verdict_kind behind)
{
	const struct sck_case cases[] = {
		{ "before", takes_its_time, .families = SCK_IPV4 },
		{ "fails", fails, .families = SCK_IPV4 },
		{ "behind", takes_its_time, .families = SCK_IPV4 },
	};
	static const char *const command[] = { "/bin/true", NULL };
	const struct sck_suite suite = { .name = "a suite", .families = SCK_IPV4, SCK_CASES(cases) };
	const struct suite_plan plan = { .jobs = 1, .command = command, .command_count = 1, .rerun = command };
	struct results r = { 0 };

	assert_int_equal(suite_run(&suite, &plan, NULL, &r, &(struct sck_err){ 0 }), 0);
	assert_int_equal(r.rows[0].verdict.kind, VERDICT_PASS);
	assert_int_equal(r.rows[1].verdict.kind, VERDICT_FAIL);
	assert_int_equal(r.rows[1].verdict.cause, cause);
	assert_int_equal(r.rows[2].verdict.kind, behind);
	if (behind == VERDICT_FAIL)
		assert_non_null(strstr(bytes_text(&r.rows[2].verdict.message),
				       "2 s of processor time were used up"));
	results_done(&r);
}

static void so_is_one_that_spun_by_calls(void **state)
{
	(void)state;
	judge_around(spins_by_calls, CAUSE_SPIN, VERDICT_FAIL);
}

static void so_is_one_that_spun_without_calls(void **state)
{
	(void)state;
	judge_around(spins_without_calls, CAUSE_LIMIT, VERDICT_FAIL);
}

static void not_so_one_that_got_on_while_it_used_its_limit_up(void **state)
{
	(void)state;
	judge_around(works_too_long, CAUSE_LIMIT, VERDICT_PASS);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_quarter_is_enough_of_one_that_is_known),
	cmocka_unit_test(so_is_one_that_spun_by_calls),
	cmocka_unit_test(so_is_one_that_spun_without_calls),
	cmocka_unit_test(not_so_one_that_got_on_while_it_used_its_limit_up),
};

LIVE_MAIN(tests)
