/*
 * A name has the addresses that the test gives it, in that order; localhost has those of the
 * session's family.
 */
#include "support/live.h"

static void tries(enum sck_family family, const char *output)
{
	struct sck_session *s = sck_session_new(family);
	struct sck_program *client;
	struct sck_peer *listener = sck_listen(s, NULL);

	assert_string_equal(sck_host(s), "localhost");
	client = START(s, "resolves", "{host}", "{port}");
	sck_accept(listener);
	sck_expect_exit(client, 0);
	live_assert_output(client, output);
	sck_session_free(s);
}

static void the_first_that_answers(void **state)
{
	(void)state;
	tries(SCK_NAME, "::1 answers\n");
	tries(SCK_NAME_REVERSED, "127.0.0.1 answers\n");
}

static void past_one_that_refuses_over_ipv6(void **state)
{
	(void)state;
	tries(SCK_NAME_IPV4, "::1 Connection refused\n127.0.0.1 answers\n");
}

static void past_one_that_refuses_over_ipv4(void **state)
{
	(void)state;
	tries(SCK_NAME_IPV6, "127.0.0.1 Connection refused\n::1 answers\n");
}

/* One address alone, though the name has two that would answer. */
static void at_one_address_of_two(void **state)
{
	struct sck_session *s = sck_session_new(SCK_NAME);
	struct sck_peer *listener = sck_listen(s, &(struct sck_listen){ .address = "127.0.0.1" });
	struct sck_program *client = START(s, "resolves", "{host}", "{port}");

	(void)state;
	sck_accept(listener);
	sck_expect_exit(client, 0);
	live_assert_output(client, "::1 Connection refused\n127.0.0.1 answers\n");
	sck_session_free(s);
}

/* The last bytes of addresses in 127.0.0.0/24, in their order; nobody listens at any of them. */
static void has_the_addresses(struct sck_session *s, const int last[3])
{
	struct bytes hosts = { 0 }, output = { 0 };
	struct sck_program *client;

	for (int i = 0; i < 3; i++) {
		bytes_printf(&hosts, "127.0.0.%d many.example\n", last[i]);
		bytes_printf(&output, "127.0.0.%d Connection refused\n", last[i]);
	}
	sck_hosts(s, bytes_text(&hosts));
	client = START(s, "resolves", "many.example", "{port}");
	sck_expect_exit(client, 1);
	live_assert_output(client, bytes_text(&output));
	bytes_done(&hosts);
	bytes_done(&output);
}

static void from_the_hosts_of_the_test(void **state)
{
	has_the_addresses(*state, (const int[]){ 2, 3, 4 });
}

static void in_the_other_order(void **state)
{
	has_the_addresses(*state, (const int[]){ 4, 3, 2 });
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_first_that_answers),
	cmocka_unit_test(past_one_that_refuses_over_ipv6),
	cmocka_unit_test(past_one_that_refuses_over_ipv4),
	cmocka_unit_test(at_one_address_of_two),
	LIVE_TEST(from_the_hosts_of_the_test),
	LIVE_TEST(in_the_other_order),
};

LIVE_MAIN(tests)
