/*
 * plan/inject: which rule acts on which call. The calls are views made here, no program runs.
 */
#include "plan/inject.h"
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static struct inject plan;

static int begin(void **state)
{
	(void)state;
	plan = (struct inject){ 0 };
	return 0;
}

static int end(void **state)
{
	(void)state;
	inject_done(&plan);
	return 0;
}

static void add(const char *rule)
{
	struct sck_err err = { 0 };

	if (inject_add(&plan, rule, false, &err) != 0)
		fail_msg("%s", err.text);
}

/* What the views below answer to a question; how often they were asked. */
static struct {
	const char *site;
	const char *address;
	int port, sites_asked, peers_asked;
} world;

static const char *answer_site(void *arg)
{
	(void)arg;
	world.sites_asked++;
	return world.site ? world.site : "";
}

static bool answer_peer(void *arg, struct sockaddr_storage *ret)
{
	struct sockaddr_in *in = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ret;

	(void)arg;
	world.peers_asked++;
	if (!world.address)
		return false;
	if (inet_pton(AF_INET, world.address, &in->sin_addr) == 1)
		ret->ss_family = AF_INET;
	else if (inet_pton(AF_INET6, world.address, &in6->sin6_addr) == 1)
		ret->ss_family = AF_INET6;
	in->sin_port = htons((uint16_t)world.port);
	return true;
}

static struct inject_view view_of(const char *call)
{
	return (struct inject_view){
		.call = call_by_name(call, strlen(call)),
		.is_socket = true,
		.fd = 3,
		.domain = AF_INET,
		.process = 1,
		.thread = 1,
		.asked = 100,
		.site = answer_site,
		.peer = answer_peer,
	};
}

static int decide(const char *call)
{
	struct inject_view view = view_of(call);

	return inject_decide(&plan, &view).rule;
}

/* Which of the first calls of recvfrom the rule acts on, as ".x.x". */
static const char *pattern(const char *rule, int calls)
{
	static char text[64];

	add(rule);
	for (int i = 0; i < calls; i++)
		text[i] = decide("recvfrom") == 0 ? 'x' : '.';
	text[calls] = '\0';
	inject_done(&plan);
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
	struct inject_view view = view_of("recvfrom");

	(void)state;
	add("recv:error=ENOMEM:when=4");
	for (int i = 1; i <= 6; i++) {
		view.process = 1 + i % 2;
		view.thread = i;
		view.fd = 10 + i;
		assert_int_equal(inject_decide(&plan, &view).rule, i == 4 ? 0 : -1);
	}
	assert_int_equal(plan.rules[0].met, 6);
}

static void the_first_rule_acts_and_the_others_count(void **state)
{
	(void)state;
	add("recv:error=EINTR:when=2");
	add("recvfrom:error=ENOMEM:when=2..3");
	add("read:error=ENOBUFS");
	assert_int_equal(decide("recvfrom"), -1);
	assert_int_equal(decide("recvfrom"), 0);
	assert_int_equal(decide("recvfrom"), 1);
	assert_int_equal(decide("recvfrom"), -1);
	assert_int_equal(decide("read"), 2);
	assert_int_equal(plan.rules[0].met, 5);
	assert_int_equal(plan.rules[1].met, 4);
	assert_int_equal(plan.rules[2].met, 1);
}

static void a_rule_means_the_calls_of_its_word_that_can_have_its_outcome(void **state)
{
	(void)state;
	add("recv:short=1");
	add("recvmmsg:short=1");
	add("recv:ctrunc:when=1");
	add("wait:one");
	add("option:error=ENOBUFS");
	assert_int_equal(decide("read"), 0);
	assert_int_equal(decide("recvmmsg"), 1);
	assert_int_equal(decide("pread64"), -1);
	assert_int_equal(decide("sendto"), -1);
	assert_int_equal(decide("epoll_wait"), 3);
	assert_int_equal(decide("setsockopt"), 4);
	assert_int_equal(decide("fcntl"), -1);
	assert_int_equal(decide("recvmsg"), 0);
	assert_int_equal(plan.rules[2].met, 1);
}

static void what_is_no_socket_is_not_meant(void **state)
{
	struct inject_view file = view_of("read"), wait = view_of("epoll_wait"), fork = view_of("clone3");
	struct inject_view socket = view_of("socket");

	(void)state;
	add("read:error=EIO");
	add("wait:error=EINTR");
	add("fork:error=EAGAIN");
	add("socket:error=EMFILE");
	file.is_socket = wait.is_socket = fork.is_socket = socket.is_socket = false;
	assert_int_equal(inject_decide(&plan, &file).rule, -1);
	assert_int_equal(plan.rules[0].met, 0);
	assert_int_equal(inject_decide(&plan, &wait).rule, 1);
	assert_int_equal(inject_decide(&plan, &fork).rule, 2);
	assert_int_equal(inject_decide(&plan, &socket).rule, 3);
	assert_int_equal(decide("read"), 0);
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
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct inject_view view = view_of(rows[i].call);

		view.type = rows[i].type;
		view.protocol = rows[i].protocol;
		add(rows[i].rule);
		inject_decide(&plan, &view);
		if (plan.rules[0].met != rows[i].is_counted || !plan.rules[0].refused != rows[i].is_counted)
			fail_msg("%s on %s, row %zu", rows[i].rule, rows[i].call, i);
		plan.rules[0].rule.is_forced = true;
		inject_decide(&plan, &view);
		assert_int_equal(plan.rules[0].met, 1 + rows[i].is_counted);
		inject_done(&plan);
	}
}

static void why_another_kind_was_not_meant_is_told_only_where_no_other_came(void **state)
{
	struct inject_view datagrams = view_of("recvmsg"), stream = datagrams;

	(void)state;
	add("recv:short=1:when=3");
	datagrams.type = SOCK_DGRAM;
	stream.type = SOCK_STREAM;
	inject_decide(&plan, &datagrams);
	assert_string_equal(plan.rules[0].refused, outcome_need_text(NEED_STREAM));
	inject_decide(&plan, &stream);
	assert_null(plan.rules[0].refused);
	inject_decide(&plan, &datagrams);
	assert_null(plan.rules[0].refused);
	assert_int_equal(plan.rules[0].met, 1);
}

static void a_descriptor_a_family_a_process_and_a_thread_must_all_be_right(void **state)
{
	const struct inject_view right = { .fd = 7, .domain = AF_INET6, .process = 2, .thread = 5 };

	(void)state;
	add("recv:error=ENOMEM:fd=7:family=ipv6:process=2:thread=5");
	for (int wrong = 0; wrong <= 4; wrong++) {
		struct inject_view view = view_of("recvfrom");

		view.fd = wrong == 1 ? 8 : right.fd;
		view.domain = wrong == 2 ? AF_INET : right.domain;
		view.process = wrong == 3 ? 1 : right.process;
		view.thread = wrong == 4 ? 1 : right.thread;
		assert_int_equal(inject_decide(&plan, &view).rule, wrong ? -1 : 0);
	}
	assert_int_equal(plan.rules[0].met, 1);
}

static void descriptor_zero_can_be_meant(void **state)
{
	struct inject_view view = view_of("read");

	(void)state;
	add("recv:error=ENOMEM:fd=0");
	assert_int_equal(inject_decide(&plan, &view).rule, -1);
	view.fd = 0;
	assert_int_equal(inject_decide(&plan, &view).rule, 0);
}

static void a_peer_is_compared_by_address_and_port(void **state)
{
	static const struct {
		const char *want, *got;
		int port;
		bool is_meant;
	} rows[] = {
		{ "127.0.0.1", "127.0.0.1", 80, true },
		{ "127.0.0.1:80", "127.0.0.1", 80, true },
		{ "127.0.0.1:81", "127.0.0.1", 80, false },
		{ "127.0.0.2", "127.0.0.1", 80, false },
		{ "[::1]", "::1", 80, true },
		{ "[::1]:80", "::1", 80, true },
		{ "[::1]:81", "::1", 80, false },
		{ "[::2]", "::1", 80, false },
		{ "[::1]", "127.0.0.1", 80, false },
		{ "127.0.0.1", "::1", 80, false },
		{ "127.0.0.1", "::ffff:127.0.0.1", 80, true },
		{ "127.0.0.1:80", "::ffff:127.0.0.1", 80, true },
		{ "127.0.0.1:81", "::ffff:127.0.0.1", 80, false },
		{ "127.0.0.2", "::ffff:127.0.0.1", 80, false },
		{ "[::ffff:127.0.0.1]:80", "::ffff:127.0.0.1", 80, true },
		{ "127.0.0.1", NULL, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char rule[80];

		snprintf(rule, sizeof(rule), "recv:error=ENOMEM:peer=%s", rows[i].want);
		add(rule);
		world.address = rows[i].got;
		world.port = rows[i].port;
		if ((decide("recvfrom") == 0) != rows[i].is_meant)
			fail_msg("%s, %s", rule, rows[i].got);
		inject_done(&plan);
	}
}

static void a_site_is_the_end_of_the_path_with_or_without_the_line(void **state)
{
	static const struct {
		const char *want, *got;
		bool is_meant;
	} rows[] = {
		{ "server.c:42", "server.c:42 serve", true },
		{ "server.c:42", "/src/server.c:42 serve", true },
		{ "src/server.c:42", "/home/src/server.c:42", true },
		{ "/src/server.c:42", "/src/server.c:42 serve", true },
		{ "server.c", "server.c:42 serve", true },
		{ "server.c", "/src/server.c:42 serve", true },
		{ "server.c:4", "server.c:42 serve", false },
		{ "server.c:42", "server.c:421 serve", false },
		{ "erver.c:42", "server.c:42 serve", false },
		{ "server.c", "other_server.c:42 serve", false },
		{ "server", "server.c:42 serve", false },
		{ "serve", "server.c:42 serve", false },
		{ "a.c", "a.c/a.c:1 main", true },
		{ "server.c:42", "", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char rule[80];

		snprintf(rule, sizeof(rule), "recv:error=ENOMEM:site=%s", rows[i].want);
		add(rule);
		world.site = rows[i].got;
		if ((decide("recvfrom") == 0) != rows[i].is_meant)
			fail_msg("%s, %s", rule, rows[i].got);
		inject_done(&plan);
	}
}

static void what_is_dear_is_asked_only_where_the_rest_is_right(void **state)
{
	(void)state;
	world.sites_asked = world.peers_asked = 0;
	add("recv:error=ENOMEM:fd=9:site=server.c:peer=127.0.0.1");
	add("send:error=ENOMEM:site=server.c:peer=127.0.0.1");
	add("recv:error=ENOMEM:when=9");
	decide("recvfrom");
	assert_int_equal(world.sites_asked, 0);
	assert_int_equal(world.peers_asked, 0);
}

/* ---- offset= -------------------------------------------------------------------------------------------------- */

static struct inject_choice decide_at(const char *call, uint64_t offset, size_t asked)
{
	struct inject_view view = view_of(call);

	view.offset = offset;
	view.asked = asked;
	return inject_decide(&plan, &view);
}

static void a_call_that_would_run_over_the_offset_ends_there(void **state)
{
	struct inject_choice choice;

	(void)state;
	add("recv:error=EINTR:offset=10");
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
	assert_int_equal(plan.rules[0].met, 0);
	choice = decide_at("recvfrom", 10, 100);
	assert_true(choice.rule == 0 && choice.cut == 0);
	assert_int_equal(plan.rules[0].met, 1);
}

static void of_two_offsets_the_nearer_cuts(void **state)
{
	struct inject_choice choice;

	(void)state;
	add("recv:error=EINTR:offset=30");
	add("recv:error=EINTR:offset=20");
	add("recv:error=EINTR:offset=40");
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
	add("recv:error=EINTR:offset=30");
	add("recv:error=EINTR:when=1");
	choice = decide_at("recvfrom", 0, 100);
	assert_true(choice.rule == 1 && choice.cut == 0);
	choice = decide_at("recvfrom", 0, 100);
	assert_true(choice.rule == -1 && choice.cut == 30);
}

static void offset_zero_is_the_first_call_and_messages_are_no_bytes(void **state)
{
	(void)state;
	add("recv:error=EINTR:offset=0");
	add("recvmmsg:error=ENOMEM:offset=5");
	assert_int_equal(decide_at("recvfrom", 0, 100).rule, 0);
	assert_int_equal(decide_at("recvfrom", 1, 100).rule, -1);
	assert_int_equal(decide_at("recvmmsg", 1, 100).cut, 0);
}

/* ---- chance= -------------------------------------------------------------------------------------------------- */

enum { DRAWS = 10000 };

/* How many of DRAWS calls the rule acts on; each as a bit in DRAWN. */
static int draw(const char *rule, uint64_t seed, uint8_t drawn[DRAWS])
{
	int count = 0;

	add(rule);
	plan.seed = seed;
	for (int i = 0; i < DRAWS; i++) {
		drawn[i] = decide("recvfrom") == 0;
		count += drawn[i];
	}
	inject_done(&plan);
	return count;
}

static void a_chance_is_about_right(void **state)
{
	static const struct {
		const char *rule;
		int least, most; /* five standard deviations around it */
	} rows[] = {
		{ "recv:error=ENOMEM:chance=0.5", 4750, 5250 },
		{ "recv:error=ENOMEM:chance=25%", 2280, 2720 },
		{ "recv:error=ENOMEM:chance=1%", 50, 150 },
		{ "recv:error=ENOMEM:chance=0.99", 9850, 9950 },
		{ "recv:error=ENOMEM:chance=1", DRAWS, DRAWS },
	};
	uint8_t drawn[DRAWS];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (uint64_t seed = 0; seed < 4; seed++) {
			int count = draw(rows[i].rule, seed, drawn);

			if (count < rows[i].least || count > rows[i].most)
				fail_msg("%s, seed %d: %d", rows[i].rule, (int)seed, count);
		}
}

static void the_same_seed_draws_the_same_calls(void **state)
{
	uint8_t a[DRAWS], b[DRAWS];

	(void)state;
	draw("recv:error=ENOMEM:chance=0.5", 7, a);
	draw("recv:error=ENOMEM:chance=0.5", 7, b);
	assert_memory_equal(a, b, DRAWS);
	draw("recv:error=ENOMEM:chance=0.5", 8, b);
	assert_memory_not_equal(a, b, DRAWS);
}

static void two_rules_draw_apart(void **state)
{
	int both = 0;

	(void)state;
	add("recv:error=ENOMEM:chance=0.5");
	add("recv:error=ENOBUFS:chance=0.5");
	for (int i = 0; i < DRAWS; i++)
		both += decide("recvfrom") == -1;
	assert_in_range(both, 2280, 2720);
}

static void another_s_calls_change_no_draw(void **state)
{
	uint8_t alone[DRAWS];
	int differ = 0;

	(void)state;
	draw("recv:error=ENOMEM:chance=0.5", 3, alone);
	add("recv:error=ENOMEM:chance=0.5");
	plan.seed = 3;
	for (int i = 0; i < DRAWS; i++) {
		decide("sendto");
		differ += (decide("recvfrom") == 0) != alone[i];
	}
	assert_int_equal(differ, 0);
}

/* ---- What is said --------------------------------------------------------------------------------------------- */

static void a_rule_that_never_acted_is_named(void **state)
{
	(void)state;
	assert_null(inject_idle(&plan));
	add("recv:error=EINTR");
	add("send:error=EINTR");
	assert_ptr_equal(inject_idle(&plan), &plan.rules[0]);
	plan.rules[0].fired = 1;
	assert_ptr_equal(inject_idle(&plan), &plan.rules[1]);
	plan.rules[1].fired = 2;
	assert_null(inject_idle(&plan));
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
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes text = { 0 };
		char want[200];

		add(rows[i].rule);
		plan.rules[0].met = rows[i].met;
		plan.rules[0].refused = rows[i].refused;
		inject_explain(&text, &plan.rules[0]);
		snprintf(want, sizeof(want), "the rule %s never acted: %s", rows[i].rule, rows[i].want);
		assert_string_equal(bytes_text(&text), want);
		bytes_done(&text);
		inject_done(&plan);
	}
}

static void a_rule_concerns_the_calls_that_it_names_and_waits_for(void **state)
{
	(void)state;
	assert_false(inject_concerns(&plan, CLASS_PROCESS));
	add("recv:end");
	assert_true(inject_concerns(&plan, CLASS_RECV));
	assert_false(inject_concerns(&plan, CLASS_PROCESS));
	add("recv:hold=clone");
	assert_true(inject_concerns(&plan, CLASS_PROCESS));
	inject_done(&plan);
	add("vfork:error=EAGAIN");
	assert_true(inject_concerns(&plan, CLASS_PROCESS));
}

static void a_bad_rule_adds_nothing(void **state)
{
	struct sck_err err = { 0 };

	(void)state;
	assert_int_equal(inject_add(&plan, "recv:shot", false, &err), -EINVAL);
	assert_int_equal(plan.count, 0);
	assert_int_equal(inject_add(&plan, "close:error=EAGAIN", false, &err), -EINVAL);
	assert_int_equal(inject_add(&plan, "close:error=EAGAIN", true, &err), 0);
	assert_int_equal(decide("close"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_nth_time_ranges_and_steps_are_strace_s),
		TEST(calls_are_counted_over_all_threads_and_processes),
		TEST(the_first_rule_acts_and_the_others_count),
		TEST(a_rule_means_the_calls_of_its_word_that_can_have_its_outcome),
		TEST(what_is_no_socket_is_not_meant),
		TEST(a_kind_of_socket_that_cannot_have_it_is_not_counted),
		TEST(why_another_kind_was_not_meant_is_told_only_where_no_other_came),
		TEST(a_descriptor_a_family_a_process_and_a_thread_must_all_be_right),
		TEST(descriptor_zero_can_be_meant),
		TEST(a_peer_is_compared_by_address_and_port),
		TEST(a_site_is_the_end_of_the_path_with_or_without_the_line),
		TEST(what_is_dear_is_asked_only_where_the_rest_is_right),
		TEST(a_call_that_would_run_over_the_offset_ends_there),
		TEST(of_two_offsets_the_nearer_cuts),
		TEST(a_rule_that_acts_now_leaves_no_cut),
		TEST(offset_zero_is_the_first_call_and_messages_are_no_bytes),
		TEST(a_chance_is_about_right),
		TEST(the_same_seed_draws_the_same_calls),
		TEST(two_rules_draw_apart),
		TEST(another_s_calls_change_no_draw),
		TEST(a_rule_that_never_acted_is_named),
		TEST(why_it_never_acted_is_said),
		TEST(a_rule_concerns_the_calls_that_it_names_and_waits_for),
		TEST(a_bad_rule_adds_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
