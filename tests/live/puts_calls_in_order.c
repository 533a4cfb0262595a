/*
 * Rules that postpone a call: for a time, until another thread or process has come to one, or until all others wait, so that a race ends as the test wants it, either
 * way. A call that is waited for and never comes ends nothing: the program goes on, and the rule is told to have been idle. And rules
 * that mean one thread or process alone.
 */
#include "support/alike.h"
#include "support/outcome.h"

#include "base/deadline.h"

static struct sck_peer *server;

static struct sck_program *start(struct sck_session *s, const char *rule, const char *way)
{
	struct sck_program *p;

	sck_inject(s, rule);
	server = sck_listen(s, NULL);
	p = START(s, "orders_two", way, "{host}", "{port}");
	server = sck_accept(server);
	return p;
}

static void assert_order(const char *rule, const char *way, const char *want)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);
	struct sck_program *p = start(s, rule, way);

	sck_expect_text(server, want);
	sck_expect_exit(p, 0);
	sck_expect_injected(s);
	live_assert_output(p, "");
	sck_session_free(s);
}

static void of_threads(void **state)
{
	(void)state;
	assert_order("sendto:hold=getpeername", "threads", "21");
	assert_order("write:hold=getsockname", "threads", "12");
}

static void of_processes(void **state)
{
	(void)state;
	assert_order("sendto:hold=getpeername", "processes", "21");
	assert_order("write:hold=getsockname", "processes", "12");
}

static void behind_all_others(void **state)
{
	static const char *const ways[] = { "threads", "processes" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_order("sendto:late", ways[i], "21");
		assert_order("write:late", ways[i], "12");
	}
}

static void all_of_them(void **state)
{
	struct sck_program *p = start(*state, "send:late", "threads");

	sck_expect_at_least(server, 2);
	sck_expect_exit(p, 0);
	sck_expect_injected(*state);
	assert_true(seen_call(*state, "sendto", 1)->injected.len &&
		    seen_call(*state, "write", 1)->injected.len);
}

static void wait_in_vain(void **state)
{
	struct sck_program *p = start(*state, "sendto:hold=accept", "threads");

	sck_expect_text(server, "21");
	sck_expect_exit(p, 0);
	sck_expect_injected(*state);
}

static void that_never_come(void **state)
{
	const struct outcome *o = outcome_of(wait_in_vain);

	(void)state;
	assert_int_equal(o->kind, VERDICT_SKIP);
	outcome_assert_says(o, "sendto:hold=accept");
}

/* Both wait for the other: the one that is waited for is held itself. */
static void that_wait_for_each_other(void **state)
{
	struct sck_program *p;

	sck_inject(*state, "sendto:hold=write");
	sck_inject(*state, "write:hold=sendto");
	server = sck_listen(*state, NULL);
	p = START(*state, "orders_two", "threads", "{host}", "{port}");
	server = sck_accept(server);
	sck_expect_at_least(server, 2);
	sck_expect_exit(p, 0);
}

static void later(void **state)
{
	struct sck_program *p = start(*state, "sendto:delay=50ms", "threads");
	const struct record_call *call;

	sck_expect_text(server, "21");
	sck_expect_exit(p, 0);
	sck_expect_injected(*state);
	call = seen_call(*state, "sendto", 1);
	assert_true(call->ended_at - call->at >= 50 * NS_PER_MS);
	alike_assert_marked(*state, "sendto", 1, "sendto:delay=50ms");
}

static void assert_printed(const char *rule, const char *way, const char *want)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);
	struct sck_program *p = start(s, rule, way);

	sck_expect_exit(p, 0);
	sck_expect_injected(s);
	live_assert_output(p, want);
	sck_session_free(s);
}

static void of_one_thread_or_process(void **state)
{
	(void)state;
	assert_printed("send:error=ENOBUFS:thread=2", "threads", "1: ENOBUFS\n");
	assert_printed("send:error=ENOBUFS:thread=3", "threads", "2: ENOBUFS\n");
	assert_printed("send:error=ENOBUFS:process=2", "processes", "1: ENOBUFS\n");
	assert_printed("send:error=ENOBUFS:process=3", "processes", "2: ENOBUFS\n");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(of_threads),
	cmocka_unit_test(of_processes),
	cmocka_unit_test(that_never_come),
	cmocka_unit_test(behind_all_others),
	LIVE_TEST(all_of_them),
	LIVE_TEST(that_wait_for_each_other),
	LIVE_TEST(later),
	cmocka_unit_test(of_one_thread_or_process),
};

LIVE_MAIN(tests)
