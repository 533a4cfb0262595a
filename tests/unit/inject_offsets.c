/*
 * plan/inject: offset=, the byte of the stream at which a rule acts, and where a call before it is cut.
 */
#include "support/rules.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct inject_choice decide_at(const char *call, uint64_t offset, size_t asked)
{
	struct inject_view view = rules_view(call);

	view.offset = offset;
	view.asked = asked;
	return inject_decide(&rules_plan, &view);
}

static void a_call_that_would_run_over_the_offset_ends_there(void **state)
{
	struct inject_choice choice;

	(void)state;
	rules_add("recv:error=EINTR:offset=10");
	choice = decide_at("recvfrom", 0, 100);
	assert_true(choice.rule == -1 && choice.cut == 10 && choice.cut_for == 0);
	choice = decide_at("recvfrom", 0, 11);
	assert_true(choice.rule == -1 && choice.cut == 10);
	choice = decide_at("recvfrom", 0, 10);
	assert_true(choice.rule == -1 && choice.cut == 0 && choice.cut_for == -1);
	choice = decide_at("recvfrom", 9, 100);
	assert_true(choice.rule == -1 && choice.cut == 1);
	choice = decide_at("recvfrom", 11, 100);
	assert_true(choice.rule == -1 && choice.cut == 0);
	assert_int_equal(rules_plan.rules[0].met, 0);
	choice = decide_at("recvfrom", 10, 100);
	assert_true(choice.rule == 0 && choice.cut == 0);
	assert_int_equal(rules_plan.rules[0].met, 1);
}

static void of_two_offsets_the_nearer_cuts(void **state)
{
	struct inject_choice choice;

	(void)state;
	rules_add("recv:error=EINTR:offset=30");
	rules_add("recv:error=EINTR:offset=20");
	rules_add("recv:error=EINTR:offset=40");
	choice = decide_at("recvfrom", 0, 100);
	assert_true(choice.rule == -1 && choice.cut == 20 && choice.cut_for == 1);
	choice = decide_at("recvfrom", 20, 100);
	assert_true(choice.rule == 1 && choice.cut == 0);
	choice = decide_at("recvfrom", 25, 100);
	assert_true(choice.rule == -1 && choice.cut == 5 && choice.cut_for == 0);
}

static void a_rule_that_acts_now_leaves_no_cut(void **state)
{
	struct inject_choice choice;

	(void)state;
	rules_add("recv:error=EINTR:offset=30");
	rules_add("recv:error=EINTR:when=1");
	choice = decide_at("recvfrom", 0, 100);
	assert_true(choice.rule == 1 && choice.cut == 0);
	choice = decide_at("recvfrom", 0, 100);
	assert_true(choice.rule == -1 && choice.cut == 30);
}

static void offset_zero_is_the_first_call_and_messages_are_no_bytes(void **state)
{
	(void)state;
	rules_add("recv:error=EINTR:offset=0");
	rules_add("recvmmsg:error=ENOMEM:offset=5");
	assert_int_equal(decide_at("recvfrom", 0, 100).rule, 0);
	assert_int_equal(decide_at("recvfrom", 1, 100).rule, -1);
	assert_int_equal(decide_at("recvmmsg", 1, 100).cut, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULES_TEST(a_call_that_would_run_over_the_offset_ends_there),
		RULES_TEST(of_two_offsets_the_nearer_cuts),
		RULES_TEST(a_rule_that_acts_now_leaves_no_cut),
		RULES_TEST(offset_zero_is_the_first_call_and_messages_are_no_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
