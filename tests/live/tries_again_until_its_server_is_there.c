/*
 * The server begins to listen after the client was refused once. Who tries again a while later, so and so often, reaches it, and gives up where it
 * never comes; who tries once does not.
 *
 * Edge case: 35
 * Families: ipv4 ipv6
 * Means: peer
 * Source: connect(2), NOTES
 */
#include "support/edge.h"
#include <errno.h>

/* At its first attempt it is refused; then somebody listens. */
static struct sck_peer *be_late(struct sck_session *s, struct sck_program **ret_client, const char *tries)
{
	struct sck_peer *listener = sck_listen(s, &(struct sck_listen){ .refuse = edge_means() });

	sck_clock_auto(s);
	*ret_client = START(s, "waits_for_its_server", "{host}", "{port}", tries);
	sck_run_until(s, *ret_client, SCK_AFTER, "connect", 1);
	if (edge_means()) {
		sck_close(listener);
		listener = sck_listen(s, NULL);
	}
	sck_go_on(*ret_client);
	return listener;
}

static void tries_again(void **state)
{
	struct sck_program *p;

	sck_expect_text(sck_accept(be_late(*state, &p, "5")), "hello");
	sck_expect_exit(p, 0);
	assert_int_equal(seen_call(*state, "connect", 1)->error, ECONNREFUSED);
	assert_int_equal(seen_call(*state, "connect", 2)->error, 0);
}

static void tries_once(void **state)
{
	struct sck_program *p;

	be_late(*state, &p, "1");
	sck_expect_failure(p);
	assert_int_equal(seen_call(*state, "connect", 1)->error, ECONNREFUSED);
}

static void gives_up(void **state)
{
	struct sck_program *p;

	sck_listen(*state, &(struct sck_listen){ .refuse = edge_means() });
	sck_clock_auto(*state);
	p = START(*state, "waits_for_its_server", "{host}", "{port}", "5");
	sck_expect_failure(p);
	assert_int_equal(sck_count_calls(p, "connect"), 5);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(tries_again),
	EDGE_TESTS(tries_once),
	EDGE_TESTS(gives_up),
};

LIVE_MAIN(tests)
