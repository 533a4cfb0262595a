/*
 * Calls that take more than one piece are cut as the kernel would: fewer messages, a part of a file, of a pipe, no room for the
 * descriptors that came. Nothing is lost but those, and they are closed.
 */
#include "support/alike.h"

#include <stdio.h>

static void assert_printed(const char *rule, const char *way, const char *want)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);
	struct sck_program *p;

	if (rule)
		sck_inject(s, rule);
	p = START(s, "moves_in_bulk", way, "{host}", "{port}");
	sck_expect_exit(p, 0);
	live_assert_output(p, want);
	sck_expect_injected(s);
	sck_session_free(s);
}

static void messages(void **state)
{
	(void)state;
	assert_printed(NULL, "messages", "ABCDEFGH 2 2\n");
	assert_printed("sendmmsg:short=1", "messages", "ABCDEFGH 8 2\n");
	assert_printed("sendmmsg:short=3", "messages", "ABCDEFGH 3 2\n");
	assert_printed("recvmmsg:short=1", "messages", "ABCDEFGH 2 8\n");
	assert_printed("recvmmsg:short=3:when=1", "messages", "ABCDEFGH 2 3\n");
	assert_printed("recvmmsg:short=50%", "messages", "ABCDEFGH 2 5\n");
}

static void files(void **state)
{
	char rule[64], want[64];

	(void)state;
	assert_printed(NULL, "sendfile", "abcdefghijklmnopqrstuvwxyz 1\n");
	for (int n = 1; n < 26; n++) {
		snprintf(rule, sizeof(rule), "sendfile:short=%d", n);
		snprintf(want, sizeof(want), "abcdefghijklmnopqrstuvwxyz %d\n", (26 + n - 1) / n);
		assert_printed(rule, "sendfile", want);
	}
}

static void pipes(void **state)
{
	char rule[64], want[64];

	(void)state;
	assert_printed(NULL, "splice", "abcdefghijklmnopqrstuvwxyz 1\n");
	for (int n = 1; n < 26; n++) {
		snprintf(rule, sizeof(rule), "splice:short=%d", n);
		snprintf(want, sizeof(want), "abcdefghijklmnopqrstuvwxyz %d\n", (26 + n - 1) / n);
		assert_printed(rule, "splice", want);
	}
}

/* As a recvmsg without room for control data: none of them stays open. */
static void descriptors(void **state)
{
	struct sck_program *p;

	sck_inject(*state, "recvmsg:ctrunc:when=1");
	p = START(*state, "takes_descriptors");
	sck_expect_exit(p, 0);
	live_assert_output(p, "! 0 cut, 0 more\n! 3, 3 more\n");
	sck_expect_injected(*state);
	alike_assert_marked(*state, "recvmsg", 1, "recvmsg:ctrunc:when=1");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(messages),
	cmocka_unit_test(files),
	cmocka_unit_test(pipes),
	LIVE_TEST(descriptors),
};

LIVE_MAIN(tests)
