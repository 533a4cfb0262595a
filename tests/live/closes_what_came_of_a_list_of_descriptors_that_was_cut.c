/*
 * Three descriptors come with a byte (SCM_RIGHTS), and there is room for one: the list is cut (MSG_CTRUNC), what had no room is closed by the
 * kernel, and what had is open. Who looks closes that and goes on; who does not takes a third that is none, and keeps a descriptor.
 *
 * Edge case: 104
 * Families: unix
 * Means: peer, injected
 * Source: unix(7), SCM_RIGHTS; recv(2), MSG_CTRUNC; cmsg(3)
 */
#include "support/edge.h"

static void take(struct sck_session *s, const char *how, const char *room, const char *output)
{
	struct sck_program *p = START(s, "takes_one_descriptor", how, room);

	sck_expect_exit(p, 0);
	live_assert_output(p, output);
	assert_int_equal(seen_call(s, "recvmsg", 1)->result, 1);
}

static void looks(void **state)
{
	take(*state, "looks", edge_means() ? "1" : "3", "cut after 1, 0 more open\n");
}

static void or_trusts(void **state)
{
	take(*state, "trusts", edge_means() ? "1" : "3", "no third, 1 more open\n");
}

static void by_a_rule(struct sck_session *s, const char *how, const char *output)
{
	if (edge_means())
		sck_inject(s, "recvmsg:ctrunc");
	take(s, how, "3", output);
	assert_true(seen_call(s, "recvmsg", 1)->injected.len > 0);
	sck_expect_injected(s);
}

static void looks_where_a_rule_cuts(void **state)
{
	by_a_rule(*state, "looks", "cut after 0, 0 more open\n");
}

static void or_trusts_where_a_rule_cuts(void **state)
{
	by_a_rule(*state, "trusts", "no third, 0 more open\n");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(looks),
	LIVE_TEST(or_trusts),
	LIVE_TEST(looks_where_a_rule_cuts),
	LIVE_TEST(or_trusts_where_a_rule_cuts),
};

LIVE_MAIN(tests)
