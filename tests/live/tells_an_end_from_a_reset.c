/*
 * sck_expect_end wants the program's FIN with no byte before it, sck_expect_reset its RST,
 * sck_expect_gone either of them whatever came before.
 */
#include "support/live.h"
#include "support/outcome.h"

static struct sck_peer *client_of(struct sck_session *s, const char *words)
{
	return sck_connect(s, live_play(s, words));
}

static void an_end(void **state)
{
	sck_expect_end(client_of(*state, "listen accept close pause"));
}

static void an_end_by_half_close(void **state)
{
	sck_expect_end(client_of(*state, "listen accept halfclose pause"));
}

static void an_end_by_exit(void **state)
{
	sck_expect_end(client_of(*state, "listen accept exit"));
}

static void a_reset(void **state)
{
	sck_expect_reset(client_of(*state, "listen accept reset pause"));
}

static void a_reset_for_unread_bytes(void **state)
{
	struct sck_peer *client = client_of(*state, "listen accept recv=1 close pause");

	sck_send_text(client, "more than one");
	sck_expect_reset(client);
}

static void gone_after_bytes(void **state)
{
	sck_expect_gone(client_of(*state, "listen accept send=some close pause"));
}

static void gone_by_reset(void **state)
{
	sck_expect_gone(client_of(*state, "listen accept send=some reset pause"));
}

static void bytes_before_the_end(void **state)
{
	sck_expect_end(client_of(*state, "listen accept send=x close pause"));
}

static void a_reset_for_an_end(void **state)
{
	sck_expect_end(client_of(*state, "listen accept reset pause"));
}

static void an_end_for_a_reset(void **state)
{
	sck_expect_reset(client_of(*state, "listen accept close pause"));
}

static void no_end(void **state)
{
	sck_expect_end(client_of(*state, "listen accept pause"));
}

static void no_end_because_a_child_holds_it(void **state)
{
	sck_expect_end(client_of(*state, "listen accept child close pause"));
}

static void no_reset(void **state)
{
	sck_expect_reset(client_of(*state, "listen accept pause"));
}

static void not_gone(void **state)
{
	sck_expect_gone(client_of(*state, "listen accept send=x pause"));
}

static void fails_for_its_cause(void **state)
{
	(void)state;
	outcome_assert_fails(bytes_before_the_end, CAUSE_BYTES);
	outcome_assert_fails(a_reset_for_an_end, CAUSE_END);
	outcome_assert_fails(an_end_for_a_reset, CAUSE_END);
	outcome_assert_fails(no_end, CAUSE_DEADLOCK);
	outcome_assert_fails(no_end_because_a_child_holds_it, CAUSE_DEADLOCK);
	outcome_assert_fails(no_reset, CAUSE_DEADLOCK);
	outcome_assert_fails(not_gone, CAUSE_DEADLOCK);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(an_end),
	LIVE_TEST_IPV6(an_end),
	LIVE_TEST(an_end_by_half_close),
	LIVE_TEST(an_end_by_exit),
	LIVE_TEST(a_reset),
	LIVE_TEST_IPV6(a_reset),
	LIVE_TEST(a_reset_for_unread_bytes),
	LIVE_TEST(gone_after_bytes),
	LIVE_TEST(gone_by_reset),
	cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
