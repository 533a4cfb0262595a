/*
 * sck_until_listening, sck_until_parked and sck_until_exit return when the program is there, and
 * fail where it never will be.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

static void until_it_listens(void **state)
{
	struct sck_program *p = live_play(*state, "compute=50 listen pause");

	sck_until_listening(p);
	assert_int_equal(seen_count(*state, "listen"), 1);
}

static void until_a_datagram_socket_is_bound(void **state)
{
	struct sck_program *p = live_play(*state, "compute=50 udp recv");

	sck_until_listening(p);
	assert_int_equal(seen_count(*state, "bind"), 1);
}

static void until_it_is_parked(void **state)
{
	struct sck_program *p =
		live_play(*state, "compute=50 listen accept recv=1 compute=50 recv");
	struct sck_peer *client = sck_connect(*state, p);

	sck_send_text(client, "x");
	sck_until_parked(p);
	assert_int_equal(seen_count(*state, "recv"), 2);
	assert_int_equal(seen_call(*state, "recv", 2)->ended_at, -1);
}

/* As an ordinary user we may not see in /proc what it does. */
static void until_one_that_hides_is_parked(void **state)
{
	struct sck_program *p = live_play(*state, "hide listen accept recv=1 compute=50 recv");
	struct sck_peer *client = sck_connect(*state, p);

	sck_send_text(client, "x");
	sck_until_parked(p);
	assert_int_equal(seen_count(*state, "recv"), 2);
	assert_int_equal(seen_call(*state, "recv", 2)->ended_at, -1);
}

static void until_it_has_ended(void **state)
{
	struct sck_program *p = live_play(*state, "compute=50 print=over exit=5");

	sck_until_exit(p);
	live_assert_output(p, "over\n");
	assert_int_equal(seen_event(*state, RECORD_EXIT, 1)->value, 5);
	sck_until_exit(p);
}

static void never_listens(void **state)
{
	sck_until_listening(live_play(*state, "bind pause"));
}

static void listens_elsewhere(void **state)
{
	struct sck_program *p = START(*state, "play", "{host}", "1234", "listen", "pause");

	sck_until_listening(p);
}

static void is_never_parked(void **state)
{
	sck_limit(*state, 0.1);
	sck_until_parked(live_play(*state, "spin"));
}

static void never_ends(void **state)
{
	sck_until_exit(live_play(*state, "pause"));
}

static void fails_for_its_cause(void **state)
{
	(void)state;
	outcome_assert_fails(never_listens, CAUSE_DEADLOCK);
	outcome_assert_fails(listens_elsewhere, CAUSE_DEADLOCK);
	outcome_assert_fails(is_never_parked, CAUSE_SPIN);
	outcome_assert_fails(never_ends, CAUSE_DEADLOCK);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(until_it_listens),
	LIVE_TEST_IPV6(until_it_listens),
	LIVE_TEST(until_a_datagram_socket_is_bound),
	LIVE_TEST(until_it_is_parked),
	LIVE_TEST(until_one_that_hides_is_parked),
	LIVE_TEST(until_it_has_ended),
	cmocka_unit_test(fails_for_its_cause),
};

LIVE_MAIN(tests)
