/*
 * Several servers listen at one address and port, each with SO_REUSEPORT; when one is gone its clients come to the others. It takes all of them:
 * who does not set it is refused with EADDRINUSE.
 *
 * Edge case: 68
 * Families: ipv4 ipv6
 * Means: peer
 * Source: socket(7), SO_REUSEPORT
 */
#include "support/edge.h"
#include <errno.h>

/* The first of them listens. */
static struct sck_program *begin(struct sck_session *s)
{
	struct sck_program *first = START(s, "shares_its_port", "{host}", "{port}",
					  edge_means() ? "share" : "alone", "first");

	sck_expect_text(sck_connect(s, first), "first");
	return first;
}

static void takes_over(void **state)
{
	struct sck_program *first = begin(*state), *second;

	second = START(*state, "shares_its_port", "{host}", "{port}", "share", "second");
	sck_until_listening(second);
	sck_expect_running(first);
	sck_kill(first);
	for (int i = 0; i < 4; i++)
		sck_expect_text(sck_connect(*state, second), "second");
	for (int n = 1; n <= 2; n++) {
		assert_int_equal(seen_call(*state, "bind", n)->result, 0);
		assert_int_equal(seen_call(*state, "listen", n)->result, 0);
	}
}

static void is_refused_without_the_option(void **state)
{
	struct sck_program *agrees, *other;

	begin(*state);
	agrees = START(*state, "shares_its_port", "{host}", "{port}", "share", "second");
	sck_until_listening(agrees);
	other = START(*state, "shares_its_port", "{host}", "{port}", "alone", "third");
	sck_expect_failure(other);
	assert_int_equal(seen_call(*state, "bind", 3)->error, EADDRINUSE);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(takes_over),
	EDGE_TESTS(is_refused_without_the_option),
};

LIVE_MAIN(tests)
