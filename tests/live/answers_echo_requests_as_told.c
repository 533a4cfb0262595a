/*
 * sck_icmp: echo requests to an address that the test alone has come to it as they were sent, and what it answers comes to the program, right
 * or wrong in one respect; over raw sockets and over ping sockets, and no kernel answers in its place.
 */
#include "support/outcome.h"
#include "support/pinging.h"

static struct sck_program *ping(struct sck_session *s, const char *kind)
{
	return pinging_start(s, &(struct pinging){ .kind = kind, .raw_sockets = SCK_RAW_ALLOWED });
}

static void right(struct sck_session *s, const char *kind)
{
	struct sck_peer *host = sck_icmp(s, pinging_far_host(s));
	struct sck_program *p = ping(s, kind);
	struct sck_echo echo = sck_expect_echo(host);

	assert_int_equal(echo.sequence, 1);
	assert_int_equal(echo.len, sizeof("are you there?"));
	assert_memory_equal(echo.data, "are you there?", echo.len);
	sck_send_echo_reply(host, &echo, NULL);
	pinging_expect(s, p, "1: type TYPE from HOST\n");
	sck_expect_silence(host);
}

static void to_a_raw_socket(void **state)
{
	right(*state, "raw");
}

static void to_a_ping_socket(void **state)
{
	right(*state, "ping");
}

/* The program is silent until the right one comes, for it checks whatever may be wrong. */
static void wrong_in_each_respect(void **state)
{
	struct sck_session *s = *state;
	const struct sck_echo_reply wrong[] = {
		{ .id_off = 1 },
		{ .sequence_off = 1 },
		{ .checksum_wrong = true },
		{ .cut = 1 },
		{ .cut = 19 },
		{ .cut = 22 },
		{ .cut = 100 },
		{ .from = pinging_stranger(s) },
	};
	struct sck_peer *host = sck_icmp(s, pinging_far_host(s));
	struct sck_program *p = ping(s, "raw");
	struct sck_echo echo = sck_expect_echo(host);
	size_t len;

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		sck_send_echo_reply(host, &echo, &wrong[i]);
		sck_until_parked(p);
		sck_output(p, &len);
		assert_int_equal(len, 0);
	}
	sck_send_echo_reply(host, &echo, NULL);
	pinging_expect(s, p, "1: type TYPE from HOST\n");
}

static void nobody_else_answers(void **state)
{
	struct sck_session *s = *state;
	struct sck_peer *host = sck_icmp(s, pinging_far_host(s));
	struct sck_program *p = ping(s, "raw");

	sck_expect_echo(host);
	pinging_expect(s, p, "1: no answer\n");
}

/* Two addresses, two peers. */
static void each_has_its_own(void **state)
{
	struct sck_session *s = *state;
	struct sck_peer *other = sck_icmp(s, pinging_stranger(s));
	struct sck_peer *host = sck_icmp(s, pinging_far_host(s));
	struct sck_program *p = ping(s, "raw");
	struct sck_echo echo = sck_expect_echo(host);

	sck_send_echo_reply(host, &echo, NULL);
	pinging_expect(s, p, "1: type TYPE from HOST\n");
	sck_expect_silence(other);
}

static void waits_in_vain(void **state)
{
	struct sck_session *s = *state;
	struct sck_peer *host = sck_icmp(s, "198.51.100.7");

	START(s, "play", "127.0.0.1", "{port}", "listen", "accept");
	sck_expect_echo(host);
}

static void says_that_none_came(void **state)
{
	(void)state;
	outcome_assert_says(outcome_assert_fails(waits_in_vain, CAUSE_DEADLOCK), "an echo request");
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(to_a_raw_socket),
	LIVE_TEST_IPV6(to_a_raw_socket),
	LIVE_TEST(to_a_ping_socket),
	LIVE_TEST_IPV6(to_a_ping_socket),
	LIVE_TEST(wrong_in_each_respect),
	LIVE_TEST_IPV6(wrong_in_each_respect),
	LIVE_TEST(nobody_else_answers),
	LIVE_TEST_IPV6(nobody_else_answers),
	LIVE_TEST(each_has_its_own),
	LIVE_TEST_IPV6(each_has_its_own),
	cmocka_unit_test(says_that_none_came),
};

LIVE_MAIN(tests)
