/* Which runs a sweep plans of a control that is made here: at which bytes of a stream, of which kinds, and how many of them a budget leaves. */
#include "facts/family.h"
#include "judge/sweep.h"
#include "judge/sweep_runs.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { MOST = 8 };

static struct survey_chance chances[MOST];
static struct swept swept;

static void add_chance(const char *call, const char *word)
{
	chances[swept.control.count++] =
		(struct survey_chance){ .call = call_by_name(call, strlen(call)),
					.outcome = outcome_find(call, strlen(call), word, strlen(word), NULL),
					.when = 1 };
	assert_non_null(chances[swept.control.count - 1].outcome);
}

static struct sweep_runs plan(unsigned kinds, int64_t in, const char *rule)
{
	static struct suite_plan suite;
	static struct sweep_plan plan;
	struct sweep_runs runs = { .plan = &plan, .swept = &swept, .swept_count = 1 };

	plan = (struct sweep_plan){ .suite = &suite, .kinds = kinds, .rule = rule, .plausibility = PLAUSIBLE_NETWORK };
	swept.control.in = in;
	sweep_runs_plan(&runs);
	return runs;
}

static int begin(void **state)
{
	static uint8_t none[1];

	(void)state;
	swept = (struct swept){ .control = { .chances = chances, .sites = { .data = none, .len = 1 } } };
	return 0;
}

static const char *rule_of(struct sweep_runs *r, size_t n)
{
	assert_true(n < r->count);
	return bytes_text(&r->list[n].rule);
}

static void each_byte_of_a_short_stream_is_an_offset(void **state)
{
	struct sweep_runs r;

	(void)state;
	add_chance("recvfrom", "short");
	add_chance("recvfrom", "end");
	r = plan(SWEEP_OFFSETS, 3, NULL);
	assert_int_equal(r.count, 2 + 4);
	assert_string_equal(rule_of(&r, 0), "recv:short=1:offset=1:when=1");
	assert_string_equal(rule_of(&r, 1), "recv:short=1:offset=2:when=1");
	assert_string_equal(rule_of(&r, 2), "recv:end:offset=0:when=1");
	assert_string_equal(rule_of(&r, 5), "recv:end:offset=3:when=1");
	sweep_runs_done(&r);
}

/* 1 to 256, and then 257, 511 to 513, 1023 to 1025 ... and the last. */
static void of_a_long_stream_it_is_where_buffers_end(void **state)
{
	static const int64_t behind[] = { 257, 511, 512, 513, 1023, 1024, 1025, 1999 };
	struct sweep_runs r;

	(void)state;
	add_chance("recvfrom", "short");
	r = plan(SWEEP_OFFSETS, 2000, NULL);
	assert_int_equal(r.count, 256 + sizeof(behind) / sizeof(behind[0]));
	for (size_t i = 0; i < r.count; i++)
		assert_int_equal(atoll(rule_of(&r, i) + strlen("recv:short=1:offset=")),
				 i < 256 ? (int64_t)i + 1 : behind[i - 256]);
	sweep_runs_done(&r);
	r = plan(SWEEP_OFFSETS, 1 << 30, NULL);
	assert_true(r.count < 400);
	sweep_runs_done(&r);
}

static void each_kind_has_its_outcomes(void **state)
{
	static const struct {
		unsigned kind;
		const char *rule;
	} rows[] = {
		{ SWEEP_CALLS, "recvfrom:short=1:when=1" },
		{ SWEEP_ORDER, "recvfrom:late:when=1" },
		{ SWEEP_SURROUNDINGS, "recvfrom:empty:when=1" },
	};

	(void)state;
	add_chance("recvfrom", "short");
	add_chance("recvfrom", "late");
	add_chance("recvfrom", "empty");
	for (size_t i = 0; i < 3; i++) {
		struct sweep_runs r = plan(rows[i].kind, 0, NULL);

		assert_int_equal(r.count, 1);
		assert_string_equal(rule_of(&r, 0), rows[i].rule);
		sweep_runs_done(&r);
	}
}

/* An end is one for good anyway. */
static void what_can_last_is_planned_from_each_call_on(void **state)
{
	struct sweep_runs r;

	(void)state;
	add_chance("recvfrom", "short");
	add_chance("recvfrom", "end");
	r = plan(SWEEP_LASTING, 0, NULL);
	assert_int_equal(r.count, 1);
	assert_string_equal(rule_of(&r, 0), "recvfrom:short=1:when=1+");
	r.list[0].has_fired = true;
	sweep_runs_plan_further(&r, 0, 1);
	assert_string_equal(rule_of(&r, 1), "recvfrom:short=1:when=2+");
	sweep_runs_done(&r);
	r = plan(SWEEP_LASTING, 5000, NULL); /* of a long stream not a byte each, for that would be for ever */
	assert_string_equal(rule_of(&r, 0), "recvfrom:short=6:when=1+");
	sweep_runs_done(&r);
	r = plan(SWEEP_LASTING, 1 << 30, NULL); /* a call that asks for no more than that could not bring less */
	assert_string_equal(rule_of(&r, 0), "recvfrom:short=4096:when=1+");
	sweep_runs_done(&r);
	r = plan(SWEEP_LASTING | SWEEP_CALLS, 0, NULL);
	assert_int_equal(r.count, 3);
	sweep_runs_done(&r);
}

static void add_error(const char *call, const char *error, int domain)
{
	struct survey_chance *c = &chances[swept.control.count++];

	*c = (struct survey_chance){ .call = call_by_name(call, strlen(call)),
				     .outcome = outcome_find(call, strlen(call), "error",
							     strlen("error"), error),
				     .when = 1,
				     .domain = domain };
	assert_non_null(c->outcome);
}

/* A client that was given a name has to go on with the other address; whom it was not given it need not find. */
static void a_family_that_is_absent_is_so_for_all_calls(void **state)
{
	static const char *const rules[] = { "socket:error=EAFNOSUPPORT:when=1+:family=ipv6",
					     "connect:error=ENETUNREACH:when=1+:peer=[::1]",
					     "connect:error=ECONNREFUSED:when=1+:peer=[::1]" };
	struct sweep_runs r;

	(void)state;
	add_error("socket", "EAFNOSUPPORT", AF_INET6);
	add_error("socket", "EAFNOSUPPORT", AF_INET6);
	add_error("connect", "ENETUNREACH", AF_INET6);
	add_error("connect", "ECONNREFUSED", AF_INET6);
	add_error("socket", "EAFNOSUPPORT", AF_INET);
	swept.control.after = AFTER_ENDED;
	swept.job.family = family_row(SCK_NAME);
	r = plan(SWEEP_SURROUNDINGS, 0, NULL);
	assert_int_equal(r.count, 3);
	for (size_t i = 0; i < 3; i++) {
		struct sweep_runs one = plan(SWEEP_CALLS, 0, rules[i]);

		assert_string_equal(rule_of(&r, i), rules[i]);
		assert_true(r.list[i].chance.has_other_way);
		assert_string_equal(rule_of(&one, 0), rules[i]);
		assert_true(one.count == 1 && one.list[0].chance.has_other_way);
		sweep_runs_done(&one);
	}
	sweep_runs_done(&r);
	swept.job.family = family_row(SCK_IPV4);
	r = plan(SWEEP_SURROUNDINGS, 0, NULL);
	assert_int_equal(r.count, 2);
	assert_false(r.list[0].chance.has_other_way);
	sweep_runs_done(&r);
}

static void the_limit_on_processes_lasts(void **state)
{
	struct sweep_runs r;

	(void)state;
	add_error("fork", "EAGAIN", 0);
	r = plan(SWEEP_SURROUNDINGS, 0, NULL);
	assert_int_equal(r.count, 1);
	assert_string_equal(rule_of(&r, 0), "fork:error=EAGAIN:when=1+");
	sweep_runs_done(&r);
	r = plan(SWEEP_SURROUNDINGS | SWEEP_LASTING, 0, NULL);
	assert_int_equal(r.count, 1);
	sweep_runs_done(&r);
}

static void a_rule_is_planned_as_it_stands(void **state)
{
	static const char *const rules[] = { "recv:short=1:offset=7:when=1",
					     "recvfrom:short=1:when=4", "recvfrom:short=3:when=4+" };

	(void)state;
	add_chance("recvfrom", "short");
	for (size_t i = 0; i < 3; i++) {
		struct sweep_runs r = plan(SWEEP_CALLS, 10, rules[i]);

		assert_int_equal(r.count, 1);
		assert_string_equal(rule_of(&r, 0), rules[i]);
		assert_int_equal(r.list[0].chance.lasts, i == 2);
		sweep_runs_done(&r);
	}
}

static void what_no_run_is_planned_for_is_a_line_all_the_same(void **state)
{
	struct outcome_lines lines = { 0 };
	struct sweep_runs r;

	(void)state;
	add_chance("recvfrom", "short");
	add_chance("recvfrom", "late");
	r = plan(SWEEP_CALLS, 3, NULL);
	sweep_runs_note_lines(&r, &lines);
	assert_int_equal(lines.count, 1);
	assert_string_equal(lines.list[0].outcome->word, "short");
	assert_int_equal(lines.list[0].planned, 0);
	outcome_lines_done(&lines);
	sweep_runs_done(&r);
}

/* EAGAIN of a TCP read that a wait has told to find something is not what a network does. */
static void what_contradicts_a_wait_is_less_plausible(void **state)
{
	struct sweep_runs r;

	(void)state;
	for (int i = 0; i < 2; i++) {
		add_chance("recvfrom", "error");
		chances[i].outcome = outcome_find("recvfrom", 8, "error", 5, "EAGAIN");
		chances[i].when = i + 1;
		chances[i].is_ready = i == 0;
	}
	assert_int_equal(survey_plausibility(&chances[0]), PLAUSIBLE_POSIX);
	r = plan(SWEEP_CALLS, 0, NULL);
	assert_int_equal(r.count, 1);
	assert_string_equal(rule_of(&r, 0), "recvfrom:error=EAGAIN:when=2");
	sweep_runs_done(&r);
}

/* A thousand calls at one line, and one of another kind. */
static void a_budget_has_each_outcome_at_each_place_first(void **state)
{
	enum { CALLS = 1000 };
	static struct survey_chance many[CALLS + 1];
	static struct suite_plan suite;
	const struct sweep_plan four = {
		.suite = &suite, .kinds = SWEEP_CALLS, .plausibility = PLAUSIBLE_NETWORK, .budget = 4
	};
	int shorts = 0;

	(void)state;
	add_chance("recvfrom", "short");
	add_chance("sendto", "reset");
	for (int i = 0; i < CALLS; i++) {
		many[i] = chances[0];
		many[i].when = i + 1;
	}
	many[CALLS] = chances[1];
	swept.name = "one";
	swept.family = "ipv4";
	swept.control.chances = many;
	swept.control.count = CALLS + 1;
	for (suite.seed = 0; suite.seed < 20; suite.seed++) {
		struct sweep_runs runs = { .plan = &four, .swept = &swept, .swept_count = 1 };

		sweep_runs_plan(&runs);
		assert_int_equal(runs.count, 4);
		assert_string_equal(rule_of(&runs, 3), "sendto:reset:when=1");
		for (size_t i = 1; i < 3; i++)
			assert_true(runs.list[i].chance.when > runs.list[i - 1].chance.when);
		shorts += runs.list[0].chance.when < CALLS / 2;
		sweep_runs_done(&runs);
	}
	assert_true(shorts > 10); /* anywhere in it */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_byte_of_a_short_stream_is_an_offset, begin),
		cmocka_unit_test_setup(of_a_long_stream_it_is_where_buffers_end, begin),
		cmocka_unit_test_setup(each_kind_has_its_outcomes, begin),
		cmocka_unit_test_setup(what_can_last_is_planned_from_each_call_on, begin),
		cmocka_unit_test_setup(a_family_that_is_absent_is_so_for_all_calls, begin),
		cmocka_unit_test_setup(the_limit_on_processes_lasts, begin),
		cmocka_unit_test_setup(a_rule_is_planned_as_it_stands, begin),
		cmocka_unit_test_setup(what_contradicts_a_wait_is_less_plausible, begin),
		cmocka_unit_test_setup(what_no_run_is_planned_for_is_a_line_all_the_same, begin),
		cmocka_unit_test_setup(a_budget_has_each_outcome_at_each_place_first, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
