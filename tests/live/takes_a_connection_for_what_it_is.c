/*
 * A socket is connected again while its attempt is under way (EALREADY), when that has ended well (0, once), and when it is connected (EISCONN). Who takes the first
 * and the last for what they say has its connection; who takes one of them for a failure gives up one that is sound.
 *
 * Edge case: 37
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: connect(2), EALREADY, EISCONN; POSIX.1-2017 connect()
 */
#include "support/edge.h"
#include <errno.h>

static struct sck_program *begin(struct sck_session *s, const char *how, struct sck_peer **ret_listener)
{
	*ret_listener = sck_listen(s, &(struct sck_listen){ .full = edge_means() });
	return START(s, "makes_sure_of_its_connection", "{host}", "{port}", how);
}

static void takes_them_for_what_they_are(void **state)
{
	static const int want[] = { EINPROGRESS, EALREADY, 0, EISCONN };
	struct sck_peer *listener;
	struct sck_program *p = begin(*state, "benign", &listener);

	sck_until_parked(p);
	sck_expect_text(sck_accept(listener), "ab");
	sck_expect_exit(p, 0);
	for (int n = 1; n <= 4; n++)
		assert_int_equal(seen_call(*state, "connect", n)->error, want[n - 1]);
}

static void fails_while_it_is_under_way(void **state)
{
	struct sck_peer *listener;

	sck_expect_failure(begin(*state, "already", &listener));
	assert_int_equal(seen_call(*state, "connect", 2)->error, EALREADY);
}

static void fails_when_it_is_connected(void **state)
{
	struct sck_peer *listener;
	struct sck_program *p = begin(*state, "connected", &listener);

	sck_until_parked(p);
	sck_expect_text(sck_accept(listener), "a");
	sck_expect_failure(p);
	assert_int_equal(seen_call(*state, "connect", 2)->error, EALREADY);
	assert_int_equal(seen_call(*state, "connect", 4)->error, EISCONN);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(takes_them_for_what_they_are),
	EDGE_TESTS(fails_while_it_is_under_way),
	EDGE_TESTS(fails_when_it_is_connected),
};

LIVE_MAIN(tests)
