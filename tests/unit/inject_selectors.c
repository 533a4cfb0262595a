/*
 * plan/inject: the selectors that say of whom a call must be: fd=, family=, process=, thread=, peer= and site=. What the calls are asked is
 * answered by support/rules.
 */
#include "support/rules.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

static void a_descriptor_a_family_a_process_and_a_thread_must_all_be_right(void **state)
{
	const struct inject_view right = { .fd = 7, .domain = AF_INET6, .process = 2, .thread = 5 };

	(void)state;
	rules_add("recv:error=ENOMEM:fd=7:family=ipv6:process=2:thread=5");
	for (int wrong = 0; wrong <= 4; wrong++) {
		struct inject_view view = rules_view("recvfrom");

		view.fd = wrong == 1 ? 8 : right.fd;
		view.domain = wrong == 2 ? AF_INET : right.domain;
		view.process = wrong == 3 ? 1 : right.process;
		view.thread = wrong == 4 ? 1 : right.thread;
		assert_int_equal(inject_decide(&rules_plan, &view).rule, wrong ? -1 : 0);
	}
	assert_int_equal(rules_plan.rules[0].met, 1);
}

static void descriptor_zero_can_be_meant(void **state)
{
	struct inject_view view = rules_view("read");

	(void)state;
	rules_add("recv:error=ENOMEM:fd=0");
	assert_int_equal(inject_decide(&rules_plan, &view).rule, -1);
	view.fd = 0;
	assert_int_equal(inject_decide(&rules_plan, &view).rule, 0);
}

static void what_the_test_has_started_beside_the_program_may_not_be_meant(void **state)
{
	struct inject_view view = rules_view("recvfrom");

	(void)state;
	rules_add("recv:error=ENOMEM:when=1");
	rules_add("recv:error=ENOBUFS:when=1");
	rules_plan.rules[0].is_of_subject = true;
	assert_int_equal(inject_decide(&rules_plan, &view).rule, 1);
	assert_int_equal(rules_plan.rules[0].met, 0);
	view.is_subject = true;
	assert_int_equal(inject_decide(&rules_plan, &view).rule, 0);
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
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char rule[80];

		snprintf(rule, sizeof(rule), "recv:error=ENOMEM:peer=%s", rows[i].want);
		rules_add(rule);
		rules_world.address = rows[i].got;
		rules_world.port = rows[i].port;
		if ((rules_decide("recvfrom") == 0) != rows[i].is_meant)
			fail_msg("%s, %s", rule, rows[i].got);
		inject_done(&rules_plan);
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
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char rule[80];

		snprintf(rule, sizeof(rule), "recv:error=ENOMEM:site=%s", rows[i].want);
		rules_add(rule);
		rules_world.site = rows[i].got;
		if ((rules_decide("recvfrom") == 0) != rows[i].is_meant)
			fail_msg("%s, %s", rule, rows[i].got);
		inject_done(&rules_plan);
	}
}

static void what_is_dear_is_asked_only_where_the_rest_is_right(void **state)
{
	(void)state;
	rules_world.sites_asked = rules_world.peers_asked = 0;
	rules_add("recv:error=ENOMEM:fd=9:site=server.c:peer=127.0.0.1");
	rules_add("send:error=ENOMEM:site=server.c:peer=127.0.0.1");
	rules_add("recv:error=ENOMEM:when=9");
	rules_decide("recvfrom");
	assert_int_equal(rules_world.sites_asked, 0);
	assert_int_equal(rules_world.peers_asked, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RULES_TEST(a_descriptor_a_family_a_process_and_a_thread_must_all_be_right),
		RULES_TEST(descriptor_zero_can_be_meant),
		RULES_TEST(what_the_test_has_started_beside_the_program_may_not_be_meant),
		RULES_TEST(a_peer_is_compared_by_address_and_port),
		RULES_TEST(a_site_is_the_end_of_the_path_with_or_without_the_line),
		RULES_TEST(what_is_dear_is_asked_only_where_the_rest_is_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
