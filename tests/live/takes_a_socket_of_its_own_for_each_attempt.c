/*
 * A connect has failed, and another is tried. What state the socket is in then POSIX does not say, so a right client closes it and takes another. Linux lets it be connected
 * again where it was refused; where the attempt still goes on it does not (EALREADY), and who keeps the socket never reaches the second address.
 *
 * Edge case: 45
 * Families: ipv4 ipv6
 * Means: injected, namespace
 * Source: connect(2), NOTES; POSIX.1-2017 connect(), APPLICATION USAGE
 */
#include "support/edge.h"
#include <errno.h>

static void assert_sockets_differ(struct sck_session *s, bool differ)
{
	const bool do_differ = seen_call(s, "connect", 1)->socket != seen_call(s, "connect", 2)->socket;

	assert_int_equal(do_differ, differ);
}

/* The same address twice; the first attempt is refused. */
static void refused(struct sck_session *s, const char *how)
{
	struct sck_peer *listener = sck_listen(s, NULL);

	if (edge_means())
		sck_inject(s, "connect:error=ECONNREFUSED:when=1");
	START(s, "tries_each_address", how, "{port}", sck_host(s), sck_host(s));
	sck_expect_text(sck_accept(listener), "hello");
	assert_int_equal(seen_call(s, "connect", 1)->error, ECONNREFUSED);
	assert_sockets_differ(s, strcmp(how, "each") == 0);
}

static void refused_takes_another(void **state)
{
	refused(*state, "each");
}

static void refused_keeps_it(void **state)
{
	refused(*state, "same");
}

/* At the first address nobody answers for five seconds, at the second there is a server. */
static struct sck_peer *find_the_first_full(struct sck_session *s, struct sck_program **ret, const char *how)
{
	const char *first = sck_family(s) == SCK_IPV6 ? "fd00::2" : "127.0.0.2";
	struct sck_peer *listener = sck_listen(s, NULL);

	sck_clock_auto(s);
	if (sck_family(s) == SCK_IPV6)
		sck_add_address(s, first);
	sck_listen(s, &(struct sck_listen){ .address = first, .full = edge_means() });
	*ret = START(s, "tries_each_address", how, "{port}", first, sck_host(s));
	return listener;
}

static void unanswered_takes_another(void **state)
{
	struct sck_program *p;

	sck_expect_text(sck_accept(find_the_first_full(*state, &p, "each")), "hello");
	assert_int_equal(seen_call(*state, "connect", 1)->error, EINPROGRESS);
	assert_sockets_differ(*state, true);
}

static void unanswered_keeps_it(void **state)
{
	struct sck_program *p;

	find_the_first_full(*state, &p, "same");
	sck_expect_failure(p);
	assert_int_equal(seen_call(*state, "connect", 1)->error, EINPROGRESS);
	assert_int_equal(seen_call(*state, "connect", 2)->error, EALREADY);
	assert_sockets_differ(*state, false);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(refused_takes_another),
	EDGE_TESTS(refused_keeps_it),
	EDGE_TESTS(unanswered_takes_another),
	EDGE_TESTS(unanswered_keeps_it),
};

LIVE_MAIN(tests)
