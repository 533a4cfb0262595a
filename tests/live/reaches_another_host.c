/*
 * sck_other_host: programs and peers of the test on two hosts reach each other by their addresses, a closed port there is refused by its kernel,
 * and steps wait for what is under way between the two. What one host has on its loopback the other does not reach.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

static const char *our_address(struct sck_session *s)
{
	return sck_family(s) == SCK_IPV4 ? SCK_OUR_IPV4 : SCK_OUR_IPV6;
}

static struct sck_program *start_there(struct sck_session *s, const char *host, const char *const *words)
{
	const char *argv[] = { live_program("play"), host, "{port}", NULL };

	return sck_start(s, &(struct sck_start){ .argv = argv, .args = words, .on_other_host = true });
}
#define THERE(s, host, ...) start_there(s, host, (const char *const[]){ __VA_ARGS__, NULL })

static void two_programs(void **state)
{
	struct sck_session *s = *state;
	const char *other = sck_other_host(s);
	struct sck_program *server = THERE(s, other, "listen", "accept", "echo"), *client;

	sck_until_parked(server);
	client = START(s, "play", other, "{port}", "connect", "send=hello", "halfclose",
		       "recvall=5", "recvend");
	sck_expect_exit(client, 0);
	sck_expect_exit(server, 0);
}

static void where_there_is_no_ipv6(void **state)
{
	sck_without_ipv6(*state);
	two_programs(state);
}

static void the_other_way_round(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *server, *client;

	sck_other_host(s);
	server = START(s, "play", our_address(s), "{port}", "listen", "accept", "echo");
	sck_until_parked(server);
	client = THERE(s, our_address(s), "connect", "send=hello", "halfclose", "recvall=5", "recvend");
	sck_expect_exit(client, 0);
	sck_expect_exit(server, 0);
}

/* The kernel there is asked what the program has read: sck_drained, and no silence while a byte is under way. */
static void a_peer_of_ours_and_a_program_there(void **state)
{
	struct sck_session *s = *state;
	const char *other = sck_other_host(s);
	struct sck_program *p = THERE(s, other, "listen", "accept", "echo");
	struct sck_peer *client;

	sck_use_address(s, other);
	client = sck_connect(s, p);
	sck_send_paced(client, "hello, you", 10, 3);
	sck_drained(client);
	sck_expect_text(client, "hello, you");
	sck_expect_silence(client);
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(p, 0);
}

static void a_listener_of_ours_there(void **state)
{
	struct sck_session *s = *state;
	const char *other = sck_other_host(s);
	struct sck_peer *listener = sck_listen(s, &(struct sck_listen){ .address = other }), *client;
	struct sck_program *p =
		START(s, "play", other, "{port}", "connect", "send=hello", "recvall=2", "recvend");

	client = sck_accept(listener);
	sck_expect_text(client, "hello");
	sck_send_text(client, "hi");
	sck_half_close(client);
	sck_expect_exit(p, 0);
}

static void a_closed_port_is_refused(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *p = START(s, "play", sck_other_host(s), "{port}", "try", "connect");

	sck_expect_exit(p, 0);
	live_assert_output(p, "connect: Connection refused\n");
}

static void its_loopback_is_its_own(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *server, *client;

	sck_other_host(s);
	server = START(s, "play", sck_host(s), "{port}", "listen", "accept", "echo");
	sck_until_parked(server);
	client = THERE(s, sck_host(s), "try", "connect");
	sck_expect_exit(client, 0);
	live_assert_output(client, "connect: Connection refused\n");
	sck_expect_running(server);
}

static void starts_there_too_early(void **state)
{
	THERE(*state, "127.0.0.1", "listen");
}

static void needs_the_host_first(void **state)
{
	const struct outcome *o = outcome_of(starts_there_too_early);

	(void)state;
	assert_int_equal(o->kind, VERDICT_BROKEN);
	outcome_assert_says(o, "there is no other host");
}

static void expect_nobody_speaks(struct sck_session *s, bool on_other_host)
{
	const char *argv[] = { "/bin/cat", "/proc/net/dev", "/proc/net/if_inet6", "/proc/net/igmp6", NULL };
	struct sck_program *p =
		sck_start(s, &(struct sck_start){ .argv = argv, .on_other_host = on_other_host });
	const char none_received[] = "  wire:       0       0 ", link_local[] = "fe80";
	const char routers[] = "ff020000000000000000000000000002";
	const uint8_t *text;
	size_t len;

	sck_expect_exit(p, 0);
	text = sck_output(p, &len);
	assert_non_null(memmem(text, len, none_received, strlen(none_received)));
	assert_null(memmem(text, len, link_local, strlen(link_local)));
	assert_null(memmem(text, len, routers, strlen(routers)));
}

/*
 * Neither host hears what no program has sent, now or later: no neighbour is asked for, no router (that takes an address of the link's own), no
 * group reported.
 */
static void a_quiet_wire(void **state)
{
	sck_other_host(*state);
	expect_nobody_speaks(*state, false);
	expect_nobody_speaks(*state, true);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(two_programs),
	LIVE_TEST_IPV6(two_programs),
	LIVE_TEST(where_there_is_no_ipv6),
	LIVE_TEST(the_other_way_round),
	LIVE_TEST_IPV6(the_other_way_round),
	LIVE_TEST(a_peer_of_ours_and_a_program_there),
	LIVE_TEST_IPV6(a_peer_of_ours_and_a_program_there),
	LIVE_TEST(a_listener_of_ours_there),
	LIVE_TEST_IPV6(a_listener_of_ours_there),
	LIVE_TEST(a_closed_port_is_refused),
	LIVE_TEST_IPV6(a_closed_port_is_refused),
	LIVE_TEST(its_loopback_is_its_own),
	LIVE_TEST_IPV6(its_loopback_is_its_own),
	LIVE_TEST_IPV6(a_quiet_wire),
	cmocka_unit_test(needs_the_host_first),
};

LIVE_MAIN(tests)
