/*
 * plan/inject: which rule acts on which call, by what the call is and how many there have been, and what is said of one that
 * never acted. The calls are views made here, no program runs.
 */
#include "support/rules.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* Which of the first calls of recvfrom the rule acts on, as ".x.x". */
static const char *pattern(const char *rule, int calls)
{
	static char text[64];

	rules_add(rule);
	for (int i = 0; i < calls; i++)
		text[i] = rules_decide("recvfrom") == 0 ? 'x' : '.';
	text[calls] = '\0';
	inject_done(&rules_plan);
	return text;
}

static void the_nth_time_ranges_and_steps_are_strace_s(void **state)
{
	(void)state;
	assert_string_equal(pattern("recv:error=ENOMEM", 8), "xxxxxxxx");
	assert_string_equal(pattern("recv:error=ENOMEM:when=1", 8), "x.......");
	assert_string_equal(pattern("recv:error=ENOMEM:when=3", 8), "..x.....");
	assert_string_equal(pattern("recv:error=ENOMEM:when=3+", 8), "..xxxxxx");
	assert_string_equal(pattern("recv:error=ENOMEM:when=2+3", 9), ".x..x..x.");
	assert_string_equal(pattern("recv:error=ENOMEM:when=2..4", 8), ".xxx....");
	assert_string_equal(pattern("recv:error=ENOMEM:when=2..7+2", 9), ".x.x.x...");
	assert_string_equal(pattern("recv:error=ENOMEM:when=4..4", 8), "...x....");
}

static void calls_are_counted_over_all_threads_and_processes(void **state)
{
	struct inject_view view = rules_view("recvfrom");

	(void)state;
	rules_add("recv:error=ENOMEM:when=4");
	for (int i = 1; i <= 6; i++) {
		view.process = 1 + i % 2;
		view.thread = i;
		view.fd = 10 + i;
		assert_int_equal(inject_decide(&rules_plan, &view).rule, i == 4 ? 0 : -1);
	}
	assert_int_equal(rules_plan.rules[0].met, 6);
}

static void the_first_rule_acts_and_the_others_count(void **state)
{
	(void)state;
	rules_add("recv:error=EINTR:when=2");
	rules_add("recvfrom:error=ENOMEM:when=2..3");
	rules_add("read:error=ENOBUFS");
	assert_int_equal(rules_decide("recvfrom"), -1);
	assert_int_equal(rules_decide("recvfrom"), 0);
	assert_int_equal(rules_decide("recvfrom"), 1);
	assert_int_equal(rules_decide("recvfrom"), -1);
	assert_int_equal(rules_decide("read"), 2);
	assert_int_equal(rules_plan.rules[0].met, 5);
	assert_int_equal(rules_plan.rules[1].met, 4);
	assert_int_equal(rules_plan.rules[2].met, 1);
}

static void a_rule_means_the_calls_of_its_word_that_can_have_its_outcome(void **state)
{
	(void)state;
	rules_add("recv:short=1");
	rules_add("recvmmsg:short=1");
	rules_add("recv:ctrunc:when=1");
	rules_add("wait:one");
	rules_add("option:error=ENOBUFS");
	assert_int_equal(rules_decide("read"), 0);
	assert_int_equal(rules_decide("recvmmsg"), 1);
	assert_int_equal(rules_decide("pread64"), -1);
	assert_int_equal(rules_decide("sendto"), -1);
	assert_int_equal(rules_decide("epoll_wait"), 3);
	assert_int_equal(rules_decide("setsockopt"), 4);
	assert_int_equal(rules_decide("fcntl"), -1);
	assert_int_equal(rules_decide("recvmsg"), 0);
	assert_int_equal(rules_plan.rules[2].met, 1);
}

static void what_is_no_socket_is_not_meant(void **state)
{
	struct inject_view file = rules_view("read"), wait = rules_view("epoll_wait"),
			   fork = rules_view("clone3");
	struct inject_view socket = rules_view("socket");

	(void)state;
	rules_add("read:error=EIO");
	rules_add("wait:error=EINTR");
	rules_add("fork:error=EAGAIN");
	rules_add("socket:error=EMFILE");
	file.is_socket = wait.is_socket = fork.is_socket = socket.is_socket = false;
	assert_int_equal(inject_decide(&rules_plan, &file).rule, -1);
	assert_int_equal(rules_plan.rules[0].met, 0);
	assert_int_equal(inject_decide(&rules_plan, &wait).rule, 1);
	assert_int_equal(inject_decide(&rules_plan, &fork).rule, 2);
	assert_int_equal(inject_decide(&rules_plan, &socket).rule, 3);
	assert_int_equal(rules_decide("read"), 0);
}

static void a_kind_of_socket_that_cannot_have_it_is_not_counted(void **state)
{
	static const struct {
		const char *rule, *call;
		int type, protocol;
		bool is_counted;
	} rows[] = {
		{ "recv:short=1", "recvmsg", SOCK_STREAM, IPPROTO_TCP, true },
		{ "recv:short=1", "recvmsg", SOCK_STREAM, 0, true },
		{ "recv:short=1", "recvmsg", SOCK_RAW, 0, false },
		{ "recv:short=1", "recvmsg", SOCK_DGRAM, IPPROTO_UDP, false },
		{ "recv:short=1", "recvmsg", 0, 0, true },
		{ "recv:reset", "recvmsg", SOCK_STREAM, 0, false },
		{ "recv:reset", "recvmsg", SOCK_STREAM, IPPROTO_TCP, true },
		{ "send:lose", "sendto", SOCK_STREAM, IPPROTO_TCP, false },
		{ "send:lose", "sendto", SOCK_DGRAM, IPPROTO_UDP, true },
		{ "send:lose", "sendto", SOCK_RAW, 0, true },
		{ "recv:error=ENOMEM", "recvmsg", SOCK_RAW, 0, true },
		{ "accept:error=ECONNABORTED", "accept", SOCK_SEQPACKET, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct inject_view view = rules_view(rows[i].call);

		view.type = rows[i].type;
		view.protocol = rows[i].protocol;
		rules_add(rows[i].rule);
		inject_decide(&rules_plan, &view);
		if (rules_plan.rules[0].met != rows[i].is_counted ||
		    !rules_plan.rules[0].refused != rows[i].is_counted)
			fail_msg("%s on %s, row %zu", rows[i].rule, rows[i].call, i);
		rules_plan.rules[0].rule.is_forced = true;
		inject_decide(&rules_plan, &view);
		assert_int_equal(rules_plan.rules[0].met, 1 + rows[i].is_counted);
		inject_done(&rules_plan);
	}
}

static void why_another_kind_was_not_meant_is_told_only_where_no_other_came(void **state)
{
	struct inject_view datagrams = rules_view("recvmsg"), stream = datagrams;

	(void)state;
	rules_add("recv:short=1:when=3");
	datagrams.type = SOCK_DGRAM;
	stream.type = SOCK_STREAM;
	inject_decide(&rules_plan, &datagrams);
	assert_string_equal(rules_plan.rules[0].refused, outcome_need_text(NEED_STREAM));
	inject_decide(&rules_plan, &stream);
	assert_null(rules_plan.rules[0].refused);
	inject_decide(&rules_plan, &datagrams);
	assert_null(rules_plan.rules[0].refused);
	assert_int_equal(rules_plan.rules[0].met, 1);
}

static void a_rule_that_never_acted_is_named(void **state)
{
	(void)state;
	assert_null(inject_idle(&rules_plan, SIZE_MAX));
	rules_add("recv:error=EINTR");
	rules_add("send:error=EINTR");
	assert_ptr_equal(inject_idle(&rules_plan, SIZE_MAX), &rules_plan.rules[0]);
	rules_plan.rules[0].fired = 1;
	assert_ptr_equal(inject_idle(&rules_plan, SIZE_MAX), &rules_plan.rules[1]);
	assert_null(inject_idle(&rules_plan, 1));
	rules_plan.rules[1].fired = 2;
	assert_null(inject_idle(&rules_plan, SIZE_MAX));
}

static void why_it_never_acted_is_said(void **state)
{
	static const struct {
		const char *rule;
		int met;
		const char *refused, *want;
	} rows[] = {
		{ "recv:end", 0, NULL, "no call came that it means" },
		{ "recv:end:offset=5", 0, NULL, "no call that it means came to that byte" },
		{ "recv:end:when=3", 1, NULL, "1 call came that it means, it is for number 3" },
		{ "recv:end:when=3", 2, NULL, "2 calls came that it means, it is for number 3" },
		{ "recv:end:chance=1%", 9, NULL, "of 9 calls that it means none was drawn" },
		{ "recv:short=9", 2, NULL, "2 calls came that it means, and what it asks for came to none" },
		{ "recv:short=9", 2, "a stream socket",
		  "that would be a lie there, it needs a stream socket (--force)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct bytes text = { 0 };
		char want[200];

		rules_add(rows[i].rule);
		rules_plan.rules[0].met = rows[i].met;
		rules_plan.rules[0].refused = rows[i].refused;
		inject_explain(&text, &rules_plan.rules[0]);
		snprintf(want, sizeof(want), "the rule %s never acted: %s", rows[i].rule, rows[i].want);
		assert_string_equal(bytes_text(&text), want);
		bytes_done(&text);
		inject_done(&rules_plan);
	}
}

static void a_rule_concerns_the_calls_that_it_names_and_waits_for(void **state)
{
	(void)state;
	assert_false(inject_concerns(&rules_plan, CLASS_PROCESS));
	rules_add("recv:end");
	assert_true(inject_concerns(&rules_plan, CLASS_RECV));
	assert_false(inject_concerns(&rules_plan, CLASS_PROCESS));
	rules_add("recv:hold=clone");
	assert_true(inject_concerns(&rules_plan, CLASS_PROCESS));
	inject_done(&rules_plan);
	rules_add("vfork:error=EAGAIN");
	assert_true(inject_concerns(&rules_plan, CLASS_PROCESS));
}

static void a_bad_rule_adds_nothing(void **state)
{
	struct sck_err err = { 0 };

	(void)state;
	assert_int_equal(inject_add(&rules_plan, "recv:shot", false, &err), -EINVAL);
	assert_int_equal(rules_plan.count, 0);
	assert_int_equal(inject_add(&rules_plan, "close:error=EAGAIN", false, &err), -EINVAL);
	assert_int_equal(inject_add(&rules_plan, "close:error=EAGAIN", true, &err), 0);
	assert_int_equal(rules_decide("close"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULES_TEST(the_nth_time_ranges_and_steps_are_strace_s),
		RULES_TEST(calls_are_counted_over_all_threads_and_processes),
		RULES_TEST(the_first_rule_acts_and_the_others_count),
		RULES_TEST(a_rule_means_the_calls_of_its_word_that_can_have_its_outcome),
		RULES_TEST(what_is_no_socket_is_not_meant),
		RULES_TEST(a_kind_of_socket_that_cannot_have_it_is_not_counted),
		RULES_TEST(why_another_kind_was_not_meant_is_told_only_where_no_other_came),
		RULES_TEST(a_rule_that_never_acted_is_named),
		RULES_TEST(why_it_never_acted_is_said),
		RULES_TEST(a_rule_concerns_the_calls_that_it_names_and_waits_for),
		RULES_TEST(a_bad_rule_adds_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
