/*
 * A name has several addresses, and the first refuses. Who tries all of them, each by a socket of its own, finds the one that answers; who tries the
 * first alone, or all by a socket of the first one's family, does not.
 *
 * Edge case: 34
 * Families: ipv4 ipv6
 * Means: namespace
 * Source: getaddrinfo(3); POSIX.1-2017 getaddrinfo(), APPLICATION USAGE
 */
#include "support/edge.h"
#include "run/session.h"
#include <errno.h>
#include <netinet/in.h>

static int domain(struct sck_session *s, const struct record_call *call)
{
	return session_record(s)->sockets[call->socket].domain;
}

/* The N-th attempt: getaddrinfo(3) itself connects datagram sockets, and looks for a daemon at a path. */
static const struct record_call *attempt(struct sck_session *s, int n)
{
	const struct record_call *call;

	for (int i = 1;; i++) {
		call = seen_call(s, "connect", i);
		if (session_record(s)->sockets[call->socket].type == SOCK_STREAM &&
		    domain(s, call) != AF_UNIX && --n == 0)
			return call;
	}
}

/* The second is over this family: it alone answers. */
static struct sck_session *session_that_answers(enum sck_family over)
{
	const bool ipv6 = over == SCK_IPV6;

	if (!edge_means())
		return sck_session_new(ipv6 ? SCK_NAME_REVERSED : SCK_NAME); /* every address answers */
	return sck_session_new(ipv6 ? SCK_NAME_IPV6 : SCK_NAME_IPV4);
}

static void over_both_families(void **state, const char *how)
{
	const enum sck_family family = sck_family(*state);
	struct sck_session *s = session_that_answers(family);
	struct sck_peer *listener = sck_listen(s, NULL);
	struct sck_program *p = START(s, "tries_each_address", how, "{port}", "localhost");

	if (strcmp(how, "each") == 0) {
		sck_expect_text(sck_accept(listener), "hello");
		sck_expect_exit(p, 0);
		assert_int_equal(domain(s, attempt(s, 2)), family == SCK_IPV6 ? AF_INET6 : AF_INET);
		assert_int_equal(attempt(s, 2)->error, 0);
	} else {
		sck_expect_failure(p);
	}
	assert_int_equal(domain(s, attempt(s, 1)), family == SCK_IPV6 ? AF_INET : AF_INET6);
	assert_int_equal(attempt(s, 1)->error, ECONNREFUSED);
	sck_session_free(s);
}

static void tries_each(void **state)
{
	over_both_families(state, "each");
}

static void tries_the_first(void **state)
{
	over_both_families(state, "first");
}

static void tries_with_one_socket(void **state)
{
	over_both_families(state, "same");
}

/* Three addresses of one family; the last answers. */
static void tries_each_of_three(void **state)
{
	static const char *const names[] = {
		"127.0.0.2 server\n127.0.0.3 server\n127.0.0.4 server\n",
		"fd00::2 server\nfd00::3 server\nfd00::4 server\n"
	};
	const bool ipv6 = sck_family(*state) == SCK_IPV6;
	const char *addresses[] = { "fd00::2", "fd00::3", "fd00::4" }, *last;
	struct sck_peer *listener;

	for (int i = 0; ipv6 && i < 3; i++)
		sck_add_address(*state, addresses[i]);
	sck_hosts(*state, names[ipv6]);
	last = edge_means() ? (ipv6 ? "fd00::4" : "127.0.0.4") : (ipv6 ? "fd00::2" : "127.0.0.2");
	listener = sck_listen(*state, &(struct sck_listen){ .address = last });
	START(*state, "tries_each_address", "each", "{port}", "server");
	sck_expect_text(sck_accept(listener), "hello");
	assert_int_equal(attempt(*state, 1)->error, ECONNREFUSED);
	assert_int_equal(attempt(*state, 2)->error, ECONNREFUSED);
	assert_int_equal(attempt(*state, 3)->error, 0);
}

static const struct CMUnitTest tests[] = {
	EDGE_TESTS(tries_each),
	EDGE_TESTS(tries_the_first),
	EDGE_TESTS(tries_with_one_socket),
	EDGE_TESTS(tries_each_of_three),
};

LIVE_MAIN(tests)
