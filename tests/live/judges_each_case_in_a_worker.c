/*
 * Every case of a suite gets its verdict, whatever the suite's own code does: a crash, an exit or an endless loop costs that case
 * alone and is BROKEN, an assertion is a FAIL, and a case that cannot be here is a SKIP. Points are shared by the families that count.
 */
#include "judge/suite.h"
#include "base/err.h"
#include "support/live.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void passes(void **state)
{
	assert_non_null(*state);
	assert_non_null(sck_host(*state));
}

static void asserts(void **state)
{
	(void)state;
	assert_string_equal("abc", "abd");
}

static void crashes(void **state)
{
	(void)state;
	raise(SIGSEGV); /* a wild pointer, as a sanitizer would not notice it */
}

static void exits(void **state)
{
	(void)state;
	_exit(3);
}

static void skips(void **state)
{
	(void)state;
	skip();
}

static void skips_with_a_reason(void **state)
{
	sck_skip(*state, "not today");
}

static void fails_over_ipv6(void **state)
{
	if (sck_family(*state) == SCK_IPV6)
		sck_fail(*state, "not over IPv6");
}

static void prints(void **state)
{
	(void)state;
	for (int i = 0; i < 2000; i++)
		print_error("much that nobody shall see\n");
}

static const struct sck_case cases[] = {
	{ "passes", passes, .points = 3 },
	{ "asserts", asserts, .families = SCK_IPV4 },
	{ "crashes", crashes, .families = SCK_IPV4 },
	{ "exits", exits, .families = SCK_IPV4 },
	{ "skips", skips, .families = SCK_IPV4 },
	{ "skips with a reason", skips_with_a_reason, .families = SCK_IPV4 },
	{ "fails over IPv6", fails_over_ipv6, .points = 1 },
	{ "prints", prints, .families = SCK_IPV4 | SCK_NAME },
	{ "[again] * ?", passes, .families = SCK_IPV4 },
};
static const struct sck_suite suite = { .name = "a suite", .families = SCK_NUMERIC, SCK_CASES(cases) };

static const char *const command[] = { "/bin/true", "{port}", "a b", NULL };
static const char *const rerun[] = { "sockcheck", "check", "a suite", NULL };

static struct suite_plan plan_for(const char *glob, unsigned families, int jobs)
{
	return (struct suite_plan){
		.case_glob = glob,
		.families = families,
		.jobs = jobs,
		.command = command,
		.command_count = 3,
		.rerun = rerun,
	};
}

static const struct result *row(const struct results *r, const char *name, const char *family)
{
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->rows[i].name, name) && !strcmp(r->rows[i].family, family))
			return &r->rows[i];
	fail_msg("no row for %s over %s", name, family);
	return NULL;
}

static void expect_row(const struct result *row, enum verdict_kind kind, enum cause cause, const char *message)
{
	struct bytes text = row->verdict.message;

	assert_int_equal(row->verdict.kind, kind);
	assert_int_equal(row->verdict.cause, cause);
	assert_int_equal(text.len, strlen(message));
	assert_memory_equal(text.data ? text.data : (const uint8_t *)"", message, text.len);
	assert_true(row->seconds >= 0 && row->seconds < 60);
	assert_true(row->file[0] && row->line > 0);
}

static void judge_all(int jobs)
{
	struct suite_plan plan = plan_for(NULL, SCK_IPV4 | SCK_IPV6, jobs);
	struct results r = { 0 };
	struct sck_err err = { 0 };

	assert_int_equal(suite_run(&suite, &plan, NULL, &r, &err), 0);
	assert_int_equal(r.count, 11);
	expect_row(row(&r, "passes", "ipv4"), VERDICT_PASS, CAUSE_NONE, "");
	expect_row(row(&r, "asserts", "ipv4"), VERDICT_FAIL, CAUSE_ASSERT, "\"abc\" != \"abd\"");
	expect_row(row(&r, "crashes", "ipv4"), VERDICT_BROKEN, CAUSE_NONE,
		   "the suite's own code was ended by signal SIGSEGV");
	expect_row(row(&r, "exits", "ipv4"), VERDICT_BROKEN, CAUSE_NONE,
		   "the suite's own code ended its process with status 3");
	expect_row(row(&r, "skips", "ipv4"), VERDICT_SKIP, CAUSE_NONE, "the case skips itself");
	expect_row(row(&r, "skips with a reason", "ipv4"), VERDICT_SKIP, CAUSE_NONE, "not today");
	expect_row(row(&r, "prints", "ipv4"), VERDICT_PASS, CAUSE_NONE, "");
	assert_int_equal(results_verdict(&r), VERDICT_FAIL);
	results_done(&r);
}

static void every_case_has_its_verdict(void **state)
{
	(void)state;
	judge_all(1);
}

static void workers_side_by_side_say_the_same(void **state)
{
	(void)state;
	judge_all(4);
}

static void runs_on_and_on(void **state)
{
	const struct sck_session *s = *state;

	while (sck_port(s))
		;
}

static void a_case_that_runs_on_and_on_is_ended(void **state)
{
	static const struct sck_case endless[] = {
		{ "runs on and on", runs_on_and_on, .families = SCK_IPV4 },
		{ "passes", passes, .families = SCK_IPV4 },
	};
	const struct sck_suite one = { .name = "a suite", .families = SCK_IPV4, SCK_CASES(endless) };
	struct suite_plan plan = plan_for(NULL, SCK_IPV4, 1);
	struct results r = { 0 };
	struct sck_err err = { 0 };

	(void)state;
	plan.limit = 0.001;
	assert_int_equal(suite_run(&one, &plan, NULL, &r, &err), 0);
	expect_row(row(&r, "runs on and on", "ipv4"), VERDICT_BROKEN, CAUSE_NONE,
		   "the suite's own code runs on and on, without a step that waits");
	expect_row(row(&r, "passes", "ipv4"), VERDICT_PASS, CAUSE_NONE, "");
	results_done(&r);
}

/* IPv6 may be absent: then the family that is there has all of the case's points. */
static void points_are_shared_by_the_families_that_count(void **state)
{
	struct suite_plan plan = plan_for("[pf]a*", SCK_IPV4 | SCK_IPV6, 2);
	struct results r = { 0 };
	struct sck_err err = { 0 };
	bool both;

	(void)state;
	assert_int_equal(suite_run(&suite, &plan, NULL, &r, &err), 0);
	assert_int_equal(r.count, 4);
	both = row(&r, "passes", "ipv6")->verdict.kind == VERDICT_PASS;
	assert_true(results_max_points(&r) == 4);
	assert_true(results_points(&r) == (both ? 3.5 : 4));
	assert_true(row(&r, "passes", "ipv4")->max_points == (both ? 1.5 : 3));
	results_done(&r);
}

/*
 * Where the basic case fails the others are not run, and their points are lost; over another family they are. One worker or several, which
 * have to wait for it.
 */
static void without_a_basic_case_the_others_are_not_run(void **state)
{
	static const struct sck_case some[] = {
		{ "fails over IPv6", fails_over_ipv6, .points = 2, .basic = true },
		{ "crashes", crashes, .points = 2, .families = SCK_IPV4, .basic = true },
		{ "passes", passes, .points = 6, .asks = "It passes.", .hint = "Let it pass." },
		{ "runs on", runs_on_and_on, .families = SCK_IPV6 },
	};
	static const struct sck_suite mine = { .name = "mine", .families = SCK_NUMERIC, SCK_CASES(some) };

	(void)state;
	for (int jobs = 1; jobs <= 5; jobs++) {
		struct suite_plan plan = plan_for(NULL, SCK_IPV4 | SCK_IPV6, jobs);
		struct results r = { 0 };

		assert_int_equal(suite_run(&mine, &plan, NULL, &r, &(struct sck_err){ 0 }), 0);
		assert_int_equal(r.count, 6);
		assert_null(row(&r, "fails over IPv6", "ipv6")->dependency);
		assert_int_equal(row(&r, "crashes", "ipv4")->verdict.kind, VERDICT_BROKEN);
		expect_row(row(&r, "passes", "ipv4"), VERDICT_PASS, CAUSE_NONE, "");
		expect_row(row(&r, "passes", "ipv6"), VERDICT_SKIP, CAUSE_NONE,
			   "not run, as \"fails over IPv6\" failed");
		expect_row(row(&r, "runs on", "ipv6"), VERDICT_SKIP, CAUSE_NONE,
			   "not run, as \"fails over IPv6\" failed");
		assert_string_equal(row(&r, "passes", "ipv6")->dependency, "fails over IPv6");
		assert_string_equal(row(&r, "passes", "ipv4")->asks, "It passes.");
		assert_string_equal(row(&r, "passes", "ipv6")->hint, "Let it pass.");
		assert_float_equal(results_points(&r), 1 + 3, 1e-9);
		assert_float_equal(results_max_points(&r), 2 + 6 + 1, 1e-9);
		results_done(&r);
	}
}

static void a_row_says_how_to_run_it_again(void **state)
{
	struct suite_plan plan = plan_for("*again*", SCK_IPV4, 1);
	struct results r = { 0 };
	struct sck_err err = { 0 };
	struct bytes *text;

	(void)state;
	plan.port = 53;
	plan.limit = 2.5;
	assert_int_equal(suite_run(&suite, &plan, NULL, &r, &err), 0);
	assert_int_equal(r.count, 1);
	text = &r.rows[0].rerun;
	assert_string_equal(
		bytes_text(text),
		"sockcheck check 'a suite' --case '\\[again] \\* \\?' --family ipv4 --port 53 "
		"--limit 2.5 -- /bin/true {port} 'a b'");
	results_done(&r);
	plan = plan_for("\\[again] \\* \\?", SCK_IPV4, 1);
	assert_int_equal(suite_run(&suite, &plan, NULL, &r, &err), 0);
	assert_int_equal(r.count, 1);
	results_done(&r);
}

static void no_case_is_an_error(void **state)
{
	struct suite_plan plan = plan_for("nothing", 0, 1);
	struct results r = { 0 };
	struct sck_err err = { 0 };

	(void)state;
	assert_int_equal(suite_run(&suite, &plan, NULL, &r, &err), -ENOENT);
	assert_string_equal(err.text, "no case of a suite was chosen");
}

static void families_that_no_case_has_are_found(void **state)
{
	struct suite_plan plan = plan_for(NULL, 0, 1);

	(void)state;
	assert_null(suite_family_unknown(&suite, &plan));
	plan.family_words[plan.family_words_count++] = "ipv6";
	plan.family_words[plan.family_words_count++] = "all";
	assert_null(suite_family_unknown(&suite, &plan));
	plan.family_words[plan.family_words_count++] = "name";
	assert_string_equal(suite_family_unknown(&suite, &plan), "name");
	assert_int_equal(suite_families(&suite, &cases[0]), SCK_NUMERIC);
	assert_int_equal(suite_families(&suite, &cases[7]), SCK_IPV4);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_case_has_its_verdict),
	cmocka_unit_test(workers_side_by_side_say_the_same),
	cmocka_unit_test(a_case_that_runs_on_and_on_is_ended),
	cmocka_unit_test(points_are_shared_by_the_families_that_count),
	cmocka_unit_test(without_a_basic_case_the_others_are_not_run),
	cmocka_unit_test(a_row_says_how_to_run_it_again),
	cmocka_unit_test(no_case_is_an_error),
	cmocka_unit_test(families_that_no_case_has_are_found),
};

LIVE_MAIN(tests)
