/*
 * sck_send, sck_expect and their kin: what comes back must be exactly what is expected, next and
 * whole; else the verdict is FAIL with the cause `bytes`, or `end` where the connection was over
 * before.
 */
#include "support/live.h"
#include "support/outcome.h"

static struct sck_peer *client_of(struct sck_session *s, const char *words)
{
	return sck_connect(s, live_play(s, words));
}

static void passes_in_any_portions(void **state)
{
	struct sck_peer *client = client_of(*state, "listen accept echo");
	uint8_t every[256];
	size_t len;

	for (int i = 0; i < 256; i++)
		every[i] = (uint8_t)i;
	sck_send(client, every, 256);
	sck_expect(client, every, 3);
	sck_expect(client, every + 3, 0);
	sck_expect_at_least(client, 5);
	sck_expect(client, every + 3, 253);
	sck_received(client, &len);
	assert_int_equal(len, 0);
	sck_send(client, "", 0);
	sck_send_text(client, "text");
	sck_expect_text(client, "text");
}

static void takes_both_line_ends(void **state)
{
	struct sck_peer *client = client_of(*state, "listen accept send=one\\ntwo\\r\\n pause");

	sck_expect_line(client, "one");
	sck_expect_line(client, "two");
}

static void shows_what_no_step_has_taken(void **state)
{
	struct sck_peer *client = client_of(*state, "listen accept send=abcdef pause");
	const uint8_t *bytes;
	size_t len;

	sck_expect_at_least(client, 6);
	sck_expect_text(client, "ab");
	bytes = sck_received(client, &len);
	assert_int_equal(len, 4);
	assert_memory_equal(bytes, "cdef", 4);
}

static void gets_others(void **state)
{
	sck_expect_text(client_of(*state, "listen accept send=hellO pause"), "hello");
}

static void gets_too_few(void **state)
{
	sck_expect_text(client_of(*state, "listen accept send=hel close pause"), "hello");
}

static void gets_none_any_more(void **state)
{
	sck_expect_text(client_of(*state, "listen accept send=hel pause"), "hello");
}

static void gets_a_reset(void **state)
{
	sck_expect_text(client_of(*state, "listen accept send=hel reset pause"), "hello");
}

static void gets_another_line(void **state)
{
	sck_expect_line(client_of(*state, "listen accept send=hello\\n pause"), "hell");
}

static void gets_less_than_at_least(void **state)
{
	sck_expect_at_least(client_of(*state, "listen accept send=hello close pause"), 6);
}

static void says_what_was_wanted_and_what_came(void **state)
{
	const struct outcome *o;

	(void)state;
	o = outcome_assert_fails(gets_others, CAUSE_BYTES);
	assert_non_null(strstr(o->want, "hello"));
	assert_non_null(strstr(o->got, "hellO"));
	assert_non_null(strstr(o->file, "sends_and_expects_bytes.c"));
	assert_true(o->line > 0);
}

static void fails_for_its_cause(void **state)
{
	(void)state;
	outcome_assert_fails(gets_too_few, CAUSE_END);
	outcome_assert_fails(gets_none_any_more, CAUSE_DEADLOCK);
	outcome_assert_fails(gets_a_reset, CAUSE_END);
	outcome_assert_fails(gets_another_line, CAUSE_BYTES);
	outcome_assert_fails(gets_less_than_at_least, CAUSE_END);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(passes_in_any_portions),
	LIVE_TEST_IPV6(passes_in_any_portions),
	LIVE_TEST(takes_both_line_ends),
	LIVE_TEST(shows_what_no_step_has_taken),
	cmocka_unit_test(says_what_was_wanted_and_what_came),
	cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
