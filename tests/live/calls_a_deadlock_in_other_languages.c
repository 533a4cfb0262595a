/*
 * A deadlock of a program in another language is called so too, with the line of its source where
 * it can be had. (Go and Java have timers of their own running: theirs end at the limit.)
 */
#include "support/live.h"
#include "support/outcome.h"

static const char *language; /* the forked test of outcome.h has it too */

static void waits_for_ever(void **state)
{
	sck_expect_text(sck_connect(*state, START(*state, language, "serve", "{port}")), "hello");
}

static const struct outcome *is_dead(const char *name)
{
	language = name;
	live_program(name); /* skips this test, not the forked one */
	return outcome_assert_fails(waits_for_ever, CAUSE_DEADLOCK);
}

static void static_c(void **state)
{
	(void)state;
	outcome_assert_says(is_dead("talk_static"), "fixture.h:");
}

static void rust(void **state)
{
	(void)state;
	outcome_assert_says(is_dead("talk_in_rust"), "talk_in_rust.rs:11");
}

static void python(void **state)
{
	(void)state;
	outcome_assert_says(is_dead("talk_in_python.py"), "talk_in_python.py:11");
}

static void perl(void **state)
{
	(void)state;
	outcome_assert_says(is_dead("talk_in_perl.pl"), "in read, descriptor");
}

static void node(void **state)
{
	(void)state;
	outcome_assert_says(is_dead("talk_in_node.js"), "epoll_");
}

static void a_shell_and_what_it_started(void **state)
{
	const struct outcome *o;

	(void)state;
	o = is_dead("talk_from_a_shell.sh");
	outcome_assert_says(o, "in wait4");
	outcome_assert_says(o, "in recvfrom");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(static_c), cmocka_unit_test(rust),
	cmocka_unit_test(python),   cmocka_unit_test(perl),
	cmocka_unit_test(node),     cmocka_unit_test(a_shell_and_what_it_started),
};

LIVE_MAIN(tests)
