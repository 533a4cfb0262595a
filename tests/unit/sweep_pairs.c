/* Which pairs a sweep makes of runs with one outcome: those whose second one is at a line that no control comes to, each once. */
#include "judge/sweep_pairs.h"
#include "judge/sweep.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct suite_plan suite;
static struct sweep_plan plan;
static struct survey_chance known;
static struct swept swept;
static struct sweep_runs runs;
static struct sweep_pairs pairs;

static struct survey_chance chance(const char *call, const char *word, const char *error)
{
	const struct survey_chance c = { .call = call_by_name(call, strlen(call)),
					 .outcome = outcome_find(call, strlen(call), word,
								 strlen(word), error),
					 .when = 1 };

	assert_non_null(c.outcome);
	return c;
}

/* The control has met sendto:short at line 9. */
static int begin(void **state)
{
	(void)state;
	suite = (struct suite_plan){ 0 };
	plan = (struct sweep_plan){ .suite = &suite, .kinds = SWEEP_CALLS, .plausibility = PLAUSIBLE_NETWORK };
	known = chance("sendto", "short", NULL);
	swept = (struct swept){ .name = "a case",
				.family = "ipv4",
				.control = { .chances = &known, .count = 1 } };
	bytes_append(&swept.control.sites, "a.c:9 main", sizeof("a.c:9 main"));
	runs = (struct sweep_runs){ .plan = &plan, .swept = &swept, .swept_count = 1 };
	pairs = (struct sweep_pairs){ 0 };
	return 0;
}

static int end(void **state)
{
	(void)state;
	sweep_pairs_done(&pairs);
	sweep_runs_done(&runs);
	bytes_done(&swept.control.sites);
	return 0;
}

/* After a run with connect:error=ERROR at line 3: its calls could have met a short send at SITE, and EINTR there. */
static void find_after(const char *error, const char *site)
{
	const size_t row = (size_t)(chance("sendto", "short", NULL).outcome - outcome_table);
	const size_t moment = (size_t)(chance("sendto", "error", "EINTR").outcome - outcome_table);
	struct planned run = { .chance = chance("connect", "error", error), .has_fired = true };
	struct result got = { 0 };

	survey_append_rule(&run.rule, "connect", run.chance.outcome);
	bytes_append_text(&run.rule, SWEEP_WHEN "1");
	bytes_printf(&got.probe, "after 1 0 0 0 1 0 0 0 0 0 a.c:3 main\nsendto %zu 2 0 0 0 0 2 %s\nsendto %zu 2 0 0 0 0 2 %s\n",
		     row, site, moment, site);
	sweep_pairs_find(&pairs, &runs, &run, &got);
	bytes_done(&run.rule);
	bytes_done(&got.probe);
}

static void a_line_that_no_control_comes_to_is_met_once_behind_each_call(void **state)
{
	(void)state;
	find_after("ECONNREFUSED", "a.c:9 main");
	assert_int_equal(pairs.count, 0);
	find_after("ECONNREFUSED", "a.c:20 again");
	find_after("ETIMEDOUT", "a.c:20 again");
	assert_int_equal(pairs.count, 1); /* EINTR is not plausible enough */
	find_after("ETIMEDOUT", "a.c:30 again");
	sweep_pairs_plan(&pairs, &runs, &(struct sweep){ 0 });
	assert_int_equal(runs.count, 2);
	assert_string_equal(bytes_text(&runs.list[0].rule),
			    "connect:error=ECONNREFUSED:when=1 sendto:short=1:when=2");
	assert_string_equal(bytes_text(&runs.list[1].rule),
			    "connect:error=ETIMEDOUT:when=1 sendto:short=1:when=2");
	assert_true(runs.list[0].first_passes);
	assert_int_equal(runs.list[0].behind_first.after, AFTER_ENDED);
}

static void what_has_been_found_there_alone_is_not_made_again(void **state)
{
	struct sweep_finding one = { .call = known.call };
	struct sweep found = { .findings = &one, .findings_count = 1 };

	(void)state;
	bytes_append_text(&one.site, "a.c:20 again");
	bytes_append_text(&one.outcome, "short=1");
	find_after("ECONNREFUSED", "a.c:20 again");
	sweep_pairs_plan(&pairs, &runs, &found);
	assert_int_equal(runs.count, 0);
	find_after("ECONNREFUSED", "a.c:21 again");
	sweep_pairs_plan(&pairs, &runs, &found);
	assert_int_equal(runs.count, 1);
	bytes_done(&one.site);
	bytes_done(&one.outcome);
}

static void a_rule_of_two_is_the_only_pair(void **state)
{
	(void)state;
	plan.rule = "connect:error=ETIMEDOUT:when=1 sendto:short=1:when=2";
	find_after("ECONNREFUSED", "a.c:20 again");
	assert_int_equal(pairs.count, 0);
	find_after("ETIMEDOUT", "a.c:20 again");
	assert_int_equal(pairs.count, 1);
}

static void a_budget_is_kept_for_pairs_by_themselves(void **state)
{
	char site[32];

	(void)state;
	for (int line = 20; line < 40; line++) {
		snprintf(site, sizeof(site), "a.c:%d again", line);
		find_after("ECONNREFUSED", site);
	}
	for (int i = 0; i < 3; i++)
		sweep_runs_add(&runs, &(struct planned){ 0 });
	plan.budget = 7;
	sweep_pairs_plan(&pairs, &runs, &(struct sweep){ 0 });
	assert_int_equal(runs.count, 3 + 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_line_that_no_control_comes_to_is_met_once_behind_each_call, begin, end),
		cmocka_unit_test_setup_teardown(what_has_been_found_there_alone_is_not_made_again,
						begin, end),
		cmocka_unit_test_setup_teardown(a_rule_of_two_is_the_only_pair, begin, end),
		cmocka_unit_test_setup_teardown(a_budget_is_kept_for_pairs_by_themselves, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
