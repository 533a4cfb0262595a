/*
 * What rules do to waits, by each call that waits: told of one ready descriptor of several, interrupted, told of nothing, ended a tick
 * early, told of a hang-up with the bytes that came before it. What was ready and not told is told by the next wait.
 */
#include "support/alike.h"

static const char *const ways[] = { "poll",       "ppoll",       "select",       "pselect",
				    "epoll_wait", "epoll_pwait", "epoll_pwait2", NULL };

static void assert_printed(const char *rule, const char *time_out, const char *bytes, const char *want)
{
	for (const char *const *way = ways; *way; way++) {
		struct sck_session *s = sck_session_new(SCK_IPV4);
		struct sck_program *p;

		if (rule)
			sck_inject(s, rule);
		p = START(s, "waits_for_two", *way, time_out, bytes, "{host}", "{port}");
		sck_expect_exit(p, 0);
		print_message("%s\n", *way);
		live_assert_output(p, want);
		sck_expect_injected(s);
		sck_session_free(s);
	}
}

static void for_two(void **state)
{
	(void)state;
	assert_printed(NULL, "-1", "abc", "2: 0 abc 1 abc\n");
}

static void one_at_a_time(void **state)
{
	(void)state;
	assert_printed("wait:one", "-1", "abc", "1: 0 abc\n1: 1 abc\n");
}

static void interrupted(void **state)
{
	(void)state;
	assert_printed("wait:error=EINTR:when=1", "-1", "abc", "-1:\n2: 0 abc 1 abc\n");
}

static void for_nothing(void **state)
{
	(void)state;
	assert_printed("wait:spurious:when=1", "20", "", "1: 0 nothing\n0:\n");
}

static void for_nothing_at_a_socket_alone(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *p;

	sck_inject(s, "wait:spurious");
	p = live_play(s, "do=j");
	sck_expect_exit(p, 0);
	live_assert_output(p, "j 0\n");
}

/* A busy machine wakes the program late, which hides the tick: each wait has to be seen to end early once. */
static bool ends_early(const char *way)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);
	struct sck_program *p;
	const uint8_t *output;
	bool is_early;
	size_t len;

	sck_inject(s, "wait:early");
	p = START(s, "waits_for_two", way, "20", "", "{host}", "{port}");
	sck_expect_exit(p, 0);
	sck_expect_injected(s);
	output = sck_output(p, &len);
	is_early = len == 9 && memcmp(output, "0: early\n", 9) == 0;
	sck_session_free(s);
	return is_early;
}

static void a_tick_less(void **state)
{
	enum { TRIES = 100 };
	int tries;

	(void)state;
	for (const char *const *way = ways; *way; way++) {
		for (tries = 0; tries < TRIES && !ends_early(*way); tries++)
			;
		assert_true(tries < TRIES);
	}
}

static void until_a_hang_up(void **state)
{
	(void)state;
	for (const char *const *way = ways; *way; way++) {
		struct sck_session *s = sck_session_new(SCK_IPV4);
		struct sck_program *p;

		sck_inject(s, "wait:hang-up:when=1");
		p = START(s, "waits_for_two", *way, "-1", "abc", "{host}", "{port}");
		sck_expect_exit(p, 0);
		live_assert_output(p, strstr(*way, "select") ? "2: 0 abc 1 abc\n" : "2: 0(over) abc 1 abc\n");
		sck_expect_injected(s);
		alike_assert_marked(s, "wait", 1, "wait:hang-up:when=1");
		sck_session_free(s);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(for_two),
	cmocka_unit_test(one_at_a_time),
	cmocka_unit_test(interrupted),
	cmocka_unit_test(for_nothing),
	cmocka_unit_test(a_tick_less),
	cmocka_unit_test(until_a_hang_up),
	LIVE_TEST(for_nothing_at_a_socket_alone),
};

LIVE_MAIN(tests)
