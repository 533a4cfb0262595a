/*
 * plan/policy, judge/marks and report/redact: what a policy says of a case, what its rows are worth then, and what is left for a student to see.
 */
#include "judge/marks.h"
#include "base/err.h"
#include "report/redact.h"
#include "unit/sample_results.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct policy parse(const char *text)
{
	struct policy policy;
	struct sck_err err = { 0 };

	assert_int_equal(policy_parse(&policy, text, strlen(text), &err), 0);
	return policy;
}

static void the_later_row_holds(void **state)
{
	struct policy policy = parse(
		"# all\r\n\n*: hidden, points=2.5\r\n a: b* : visible,all\n*c:points=0 partial");
	struct policy_case says = policy_of(&policy, "a: bc");

	(void)state;
	assert_int_equal(policy.count, 3);
	assert_int_equal(policy.rows[2].line, 5);
	assert_int_equal(says.visibility, VISIBILITY_VISIBLE);
	assert_true(says.points == 0);
	assert_false(says.all_or_nothing);
	says = policy_of(&policy, "a: b");
	assert_true(says.points == 2.5);
	assert_true(says.all_or_nothing);
	says = policy_of(&policy, "x");
	assert_int_equal(says.visibility, VISIBILITY_HIDDEN);
	policy_done(&policy);
	policy = parse("");
	assert_true(policy_of(&policy, "x").points < 0);
	policy_done(&policy);
}

static void a_nul_ends_no_policy(void **state)
{
	static const char text[] = "*: hidden\n\0*: visible";
	struct policy policy;
	struct sck_err err = { 0 };

	(void)state;
	assert_true(policy_parse(&policy, text, sizeof(text) - 1, &err) < 0);
	policy_done(&policy);
}

static void fill(struct results *r)
{
	*r = (struct results){ .suite = "echo" };
	sample_add(r, "builds", "any", VERDICT_PASS)->max_points = 0;
	sample_add(r, "one", "ipv4", VERDICT_PASS);
	sample_add(r, "one", "ipv6", VERDICT_FAIL);
	sample_add(r, "two", "ipv4", VERDICT_PASS);
	sample_add(r, "two", "ipv6", VERDICT_SKIP);
	sample_add(r, "three", "ipv6", VERDICT_SKIP)->dependency = "one";
	sample_add(r, "older", "ipv6", VERDICT_PASS);
}

static void families_share_points_or_lose_them_together(void **state)
{
	struct case_list_row list[] = { { .name = "one", .points = 4 },
					{ .name = "two", .points = 1 },
					{ .name = "three", .points = 1 } };
	const struct case_list cases = { .rows = list, .count = 3 };
	struct policy policy = parse("*: partial\nt*: all, points=3\n*: hidden");
	struct results r;

	(void)state;
	fill(&r);
	marks_apply(&r, &policy, &cases);
	assert_true(r.rows[1].points == 2 && r.rows[1].max_points == 2);
	assert_true(r.rows[2].points == 0 && r.rows[2].max_points == 2);
	assert_true(r.rows[3].points == 3 && r.rows[3].max_points == 3); /* what cannot be judged takes nothing */
	assert_true(r.rows[4].max_points == 0);
	assert_true(r.rows[5].points == 0 && r.rows[5].max_points == 3);
	/* a case that the suite no longer has keeps its points; it is hidden all the same, and what did not build is not */
	assert_true(r.rows[6].points == 0.5);
	assert_int_equal(r.rows[6].visibility, VISIBILITY_HIDDEN);
	assert_int_equal(r.rows[0].visibility, VISIBILITY_VISIBLE);
	policy_done(&policy);
	policy = parse("one: all");
	marks_apply(&r, &policy, &cases);
	assert_true(r.rows[1].points == 0 && r.rows[1].max_points == 2);
	assert_int_equal(r.rows[1].visibility, VISIBILITY_VISIBLE);
	policy_done(&policy);
	results_done(&r);
}

static void hide(struct results *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->rows[i].name, name))
			r->rows[i].visibility = VISIBILITY_AFTER_PUBLISHED;
}

/* The last row: that in the place of the hidden ones. */
static void check_sum(struct results *r, const char *lang, const char *name, enum verdict_kind kind)
{
	struct redacted shown;
	const struct result *last;

	r->lang = lang;
	redact_make(&shown, r, REDACT_SUM);
	last = &shown.results.rows[shown.results.count - 1];
	assert_string_equal(last->name, name);
	assert_int_equal(last->verdict.kind, kind);
	assert_true(results_points(&shown.results) == results_points(r));
	assert_true(results_max_points(&shown.results) == results_max_points(r));
	assert_int_equal(results_verdict(&shown.results), results_verdict(r));
	redact_done(&shown);
}

static void hidden_cases_are_a_sum(void **state)
{
	struct results r;

	(void)state;
	fill(&r);
	hide(&r, "two");
	check_sum(&r, NULL, "1 hidden case, 1 passed", VERDICT_PASS);
	hide(&r, "three");
	check_sum(&r, "fr", "2 cas cachés ; réussis : 1", VERDICT_SKIP);
	hide(&r, "one");
	check_sum(&r, "en", "3 hidden cases, 1 passed", VERDICT_FAIL);
	r.rows[3].verdict.kind = VERDICT_BROKEN;
	check_sum(&r, "en", "3 hidden cases, 0 passed", VERDICT_FAIL);
	results_done(&r);
}

static void no_row_names_a_hidden_case(void **state)
{
	const char *const unlike[] = { "one", NULL };
	struct redacted shown;
	struct results r;

	(void)state;
	fill(&r);
	r.unlike = unlike;
	hide(&r, "one");
	for (int hidden = REDACT_SUM; hidden <= REDACT_KEEP; hidden++) {
		redact_make(&shown, &r, (enum redact_hidden)hidden);
		assert_null(shown.results.unlike);
		for (size_t i = 0; i < shown.results.count; i++) {
			const struct result *row = &shown.results.rows[i];

			assert_true(hidden == REDACT_KEEP || strcmp(row->name, "one") != 0);
			if (strcmp(row->name, "three") != 0)
				continue;
			assert_string_equal(row->dependency, "a hidden case");
			assert_memory_equal(row->verdict.message.data, "not run, as a hidden case failed",
					    row->verdict.message.len);
		}
		redact_done(&shown);
	}
	results_done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_later_row_holds),
		cmocka_unit_test(a_nul_ends_no_policy),
		cmocka_unit_test(families_share_points_or_lose_them_together),
		cmocka_unit_test(hidden_cases_are_a_sum),
		cmocka_unit_test(no_row_names_a_hidden_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
