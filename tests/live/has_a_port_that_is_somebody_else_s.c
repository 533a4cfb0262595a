/*
 * A contract or a suite names a port, the network is the machine's, and there that port is somebody else's. Programs are given it all the same: in all that they and the
 * record see it is the contract's, and nobody comes to the other. This program starts itself again in a network where somebody has the port for TCP and
 * UDP, at every address, and where namespaces are refused.
 */
#include "support/inside.h"
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

#include "run/session.h"
#include "run/state.h"
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	PORT = 2345,
	TIMES = 32,
	MANY = 150,
	TOO_MANY = 200,
	FIRST = 3000,
	ITS_OWN = 3999,
	LAST = 65535
};

static struct sck_session *session_at(enum sck_family family, uint16_t port)
{
	const struct session_options options = { .family = family, .port = port, .traced_if_allowed = true };
	struct sck_session *s;
	struct sck_err err = { 0 };

	if (session_new(&options, &s, &err) < 0)
		fail_msg("%s", err.text);
	assert_false(sck_is_private(s));
	assert_int_equal(sck_port(s), port);
	return s;
}

static struct sck_session *session_at_port(enum sck_family family)
{
	return session_at(family, PORT);
}

static int over_ipv4(void **state)
{
	*state = session_at_port(SCK_IPV4);
	return 0;
}

static int over_ipv6(void **state)
{
	*state = session_at_port(SCK_IPV6);
	return 0;
}

/* The suite's ports: sck_use_port(). The contract names none. */
static int at_no_port(void **state)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);

	*state = s;
	return sck_is_private(s) ? -1 : 0;
}

static int over_mapped(void **state)
{
	*state = session_at_port(SCK_MAPPED);
	return 0;
}

static void is_answered(struct sck_session *s, struct sck_program *server)
{
	struct sck_peer *client = sck_connect(s, server);

	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_half_close(client);
	sck_expect_end(client);
}

static void a_server(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept echo");

	is_answered(*state, server);
	sck_expect_exit(server, 0);
	seen_assert_address(*state, seen_call(*state, "bind", 1), sck_host(*state), PORT);
}

static void talk_is_answered(void **state, const char *program)
{
	is_answered(*state, START(*state, program, "serve", "{port}"));
}

static void a_server_in_python(void **state)
{
	talk_is_answered(state, "talk_in_python.py");
	seen_assert_address(*state, seen_call(*state, "bind", 1), "0.0.0.0", PORT);
}

/* Its socket is of IPv6, and takes IPv4 too. */
static void a_server_in_go(void **state)
{
	talk_is_answered(state, "talk_in_go");
}

static void a_server_that_is_static(void **state)
{
	talk_is_answered(state, "talk_static");
}

static const char *folder_of(const char *program)
{
	static char folder[PATH_MAX];

	snprintf(folder, sizeof(folder), "%s", program);
	*strrchr(folder, '/') = '\0';
	return folder;
}

static void a_server_in_java(void **state)
{
	const char *const argv[] = { "java",         "-XX:TieredStopAtLevel=1",
				     "-cp",          folder_of(live_program("talk_in_java.class")),
				     "talk_in_java", "serve",
				     "{port}",       NULL };

	is_answered(*state, sck_start(*state, &(struct sck_start){ .argv = argv }));
}

static void children_of_a_server(void **state)
{
	struct sck_program *server = START(*state, "serves_in_children", "{port}", "2");

	is_answered(*state, server);
	is_answered(*state, server);
	sck_expect_exit(server, 0);
}

static void one_that_is_started_again(void **state)
{
	for (int i = 0; i < 2; i++) {
		struct sck_program *server = live_play(*state, "listen accept echo");

		is_answered(*state, server);
		sck_expect_exit(server, 0);
	}
}

static void connects(struct sck_session *s)
{
	struct sck_peer *listener = sck_listen(s, NULL), *server;
	struct sck_program *client = live_play(s, "connect send=hello recvend");

	server = sck_accept(listener);
	sck_expect_text(server, "hello");
	sck_close(server);
	sck_expect_exit(client, 0);
	seen_assert_address(s, seen_call(s, "connect", 1), sck_host(s), PORT);
}

static void a_client(void **state)
{
	connects(*state);
}

static void a_client_whose_call_is_made_later(void **state)
{
	sck_inject(*state, "connect:delay=1ms:when=1");
	connects(*state);
	sck_expect_injected(*state);
}

static void a_client_in_python(void **state)
{
	struct sck_session *s = *state;
	struct sck_peer *listener = sck_listen(s, NULL), *server;
	struct sck_program *client = START(s, "talk_in_python.py", "call", "{host}", "{port}", "hello");

	server = sck_accept(listener);
	sck_expect_text(server, "hello");
	sck_close(server);
	sck_expect_exit(client, 0);
}

/* The test's own clients are not the programs: sessions have equal ports, and each meets its own. */
static void two_sessions_at_once(void **state)
{
	struct sck_session *other = session_at_port(sck_family(*state));
	struct sck_program *first = live_play(*state, "listen accept echo"),
			   *second = live_play(other, "listen accept echo");

	is_answered(*state, first);
	is_answered(other, second);
	sck_session_free(other);
}

static void is_refused(struct sck_session *s)
{
	struct sck_program *client = live_play(s, "try connect");

	sck_expect_exit(client, 0);
	live_assert_output(client, "connect: Connection refused\n");
}

static void nobody_where_nobody_listens(void **state)
{
	is_refused(*state);
	sck_listen(*state, &(struct sck_listen){ .refuse = true });
	is_refused(*state);
}

static void in_use_where_it_is(void **state)
{
	struct sck_program *second;

	sck_until_listening(live_play(*state, "listen accept"));
	second = live_play(*state, "try listen");
	sck_until_exit(second);
	assert_int_equal(seen_call(*state, "bind", 2)->error, EADDRINUSE);
}

static void at_one_address_alone(void **state)
{
	struct sck_program *server = live_play(*state, "listen accept echo");

	sck_until_listening(server);
	sck_use_address(*state, "127.0.0.2");
	sck_expect_connect_refused(*state, server);
}

static void both_families(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *server = START(s, "listens_on_both", "{port}", "only");

	sck_use_address(s, "::1");
	sck_expect_text(sck_connect(s, server), "hello");
	sck_use_address(s, "127.0.0.1");
	sck_expect_text(sck_connect(s, server), "hello");
}

static void tells(struct sck_session *s, const char *what,
		  struct sck_program *(*meet)(struct sck_session *s, const char *what), const char *output)
{
	struct sck_program *p = meet(s, what);

	sck_expect_exit(p, 0);
	live_assert_output(p, output);
}

static struct sck_program *as_client(struct sck_session *s, const char *what)
{
	struct sck_program *p = START(s, "tells_its_ports", "{host}", "{port}", what);

	sck_connect(s, p);
	return p;
}

static struct sck_program *as_server(struct sck_session *s, const char *what)
{
	sck_listen(s, NULL);
	return START(s, "tells_its_ports", "{host}", "{port}", what);
}

static void names_of_a_server(void **state)
{
	tells(*state, "accept", as_client, "bind 2345\ngetsockname 2345\nits client's 2345\n");
	seen_assert_address(*state, seen_call(*state, "getsockname", 1), sck_host(*state), PORT);
}

static void names_of_a_client(void **state)
{
	tells(*state, "connect", as_server, "connect 2345\ngetpeername 2345\n");
	seen_assert_address(*state, seen_call(*state, "getpeername", 1), sck_host(*state), PORT);
}

/* A rule knows a connected socket's peer as the program does. */
static void a_rule_that_names_it(void **state)
{
	struct sck_peer *listener = sck_listen(*state, NULL);
	struct sck_program *client;

	sck_inject(*state, "send:error=ECONNRESET:peer=127.0.0.1:2345");
	client = live_play(*state, "connect try send=hello");
	sck_accept(listener);
	sck_expect_exit(client, 0);
	live_assert_output(client, "send: Connection reset by peer\n");
}

static void an_address_in_read_only_memory(void **state)
{
	tells(*state, "constant", as_server, "connect 2345\ngetpeername 2345\n");
}

static void an_address_that_threads_share(void **state)
{
	struct sck_peer *listener = sck_listen(*state, NULL);
	struct sck_program *client = START(*state, "tells_its_ports", "{host}", "{port}", "threads");

	for (int n = 1; n <= TIMES; n++)
		sck_accept(listener);
	sck_expect_exit(client, 0);
	live_assert_output(client, "connect 2345\n");
	for (int n = 1; n <= TIMES; n++)
		seen_assert_address(*state, seen_call(*state, "connect", n), sck_host(*state), PORT);
}

/* One thread waits in its call, nobody answers; another one looks at the address. */
static void an_address_that_another_thread_reads(void **state)
{
	const char *const argv[] = { live_program("tells_its_ports"), "{host}", "{port}", "beside", NULL };
	struct sck_program *client;

	sck_listen(*state, &(struct sck_listen){ .full = true });
	client = sck_start(*state, &(struct sck_start){ .argv = argv, .input_stays_open = true });
	sck_until_parked(client);
	sck_give_input(client, "\n", 1);
	sck_expect_exit(client, 0);
	live_assert_output(client, "beside 2345\n");
}

static void a_server_of_datagrams(void **state)
{
	struct sck_session *s = *state;
	struct sck_program *server = START(s, "tells_its_ports", "{host}", "{port}", "answer");
	struct sck_peer *client = sck_datagrams_to(s, server);

	sck_send_datagram(client, "hello", 5);
	sck_expect_datagram(client, "hello", 5);
	sck_expect_exit(server, 0);
	live_assert_output(server, "getsockname 2345\n");
}

static void asks(struct sck_session *s, const char *what, int count, const char *output)
{
	struct sck_peer *server = sck_datagrams_at(s, false);
	struct sck_program *client = START(s, "tells_its_ports", "{host}", "{port}", what);

	for (int i = 0; i < count; i++)
		sck_expect_datagram(server, "hello", 5);
	for (int i = 0; i < count; i++)
		sck_send_datagram(server, "there", 5);
	sck_expect_exit(client, 0);
	live_assert_output(client, output);
}

static void a_client_of_datagrams(void **state)
{
	asks(*state, "ask", 1, "sent to 2345\nanswered by 2345\n");
	seen_assert_address(*state, seen_call(*state, "sendmsg", 1), sck_host(*state), PORT);
	seen_assert_address(*state, seen_call(*state, "recvmsg", 1), sck_host(*state), PORT);
}

static void a_client_of_several_datagrams(void **state)
{
	asks(*state, "ask_both", 2, "sent to 2345\nanswered by 2345\nanswered by 2345\n");
}

/* ---- Ports that the suite names -------------------------------------------------------------------------------------- */

static void one_of_the_suite(void **state)
{
	sck_use_port(*state, PORT);
	assert_int_equal(sck_port(*state), PORT);
	names_of_a_client(state);
}

static struct sck_program *connect_to(struct sck_session *s, int port)
{
	char text[8];

	snprintf(text, sizeof(text), "%d", port);
	return START(s, "play", "127.0.0.1", text, "try", "connect");
}

static void many(void **state)
{
	struct sck_peer *listeners[MANY];

	for (int i = 0; i < MANY; i++) {
		sck_use_port(*state, (uint16_t)(FIRST + i));
		listeners[i] = sck_listen(*state, NULL);
	}
	for (int i = 0; i < MANY; i += MANY - 1) {
		struct sck_program *client = connect_to(*state, FIRST + i);

		sck_accept(listeners[i]);
		sck_expect_exit(client, 0);
	}
}

static void uses_too_many(void **state)
{
	for (int i = 0; i < TOO_MANY; i++)
		sck_use_port(*state, (uint16_t)(FIRST + i));
}

static void more_than_a_session_may_have(void **state)
{
	(void)state;
	assert_int_equal(outcome_of(uses_too_many)->kind, VERDICT_SKIP);
}

/* It names what it cannot know of: to it nobody is there, as wherever nothing was named. */
static void nobody_s_by_the_number_of_a_stand_in(void **state)
{
	struct sck_session *s = *state;
	char text[8];
	struct sck_program *server, *client;

	sck_use_port(s, FIRST);
	sck_listen(s, NULL);
	client = connect_to(s, s->port);
	sck_expect_exit(client, 0);
	live_assert_output(client, "connect: Connection refused\n");

	snprintf(text, sizeof(text), "%d", FIRST + 1);
	sck_use_port(s, FIRST + 1);
	server = START(s, "play", "127.0.0.1", text, "listen", "accept");
	sck_until_parked(server);
	client = connect_to(s, s->port);
	sck_expect_exit(client, 0);
	live_assert_output(client, "connect: Connection refused\n");
}

/* The contract's port is the last but one: no port stands in for port 0, which is any. */
static void any_port_behind_the_last_one(void **state)
{
	struct sck_session *s = session_at(SCK_IPV4, LAST - 1);

	(void)state;
	for (int i = 0; i < 2; i++)
		sck_until_parked(START(s, "play", "127.0.0.1", "0", "listen", "accept"));
	assert_int_equal(seen_call(s, "bind", 2)->error, 0);
	sck_session_free(s);
}

/* Only here: somebody is there, and everyone else is answered. */
static void nobody_s_where_the_suite_names_others(void **state)
{
	struct sck_program *client = connect_to(*state, PORT);

	sck_expect_exit(client, 0);
	sck_use_port(*state, FIRST);
	client = connect_to(*state, PORT);
	sck_expect_exit(client, 0);
	live_assert_output(client, "connect: Connection refused\n");
	seen_assert_address(*state, seen_call(*state, "connect", 2), "127.0.0.1", PORT);
}

static void a_program_s_own(void **state)
{
	char text[8];
	struct sck_program *server;

	snprintf(text, sizeof(text), "%d", ITS_OWN);
	sck_use_port(*state, FIRST);
	server = START(*state, "play", "127.0.0.1", text, "listen", "accept");
	sck_until_parked(server);
	sck_expect_exit(connect_to(*state, ITS_OWN), 0);
	sck_expect_exit(server, 0);
}

#define OF_SUITE(test) cmocka_unit_test_setup_teardown(test, at_no_port, sck_teardown)
#define AT_PORT(test, family) cmocka_unit_test_setup_teardown(test, over_##family, sck_teardown)
static const struct CMUnitTest tests_there[] = {
	AT_PORT(a_server, ipv4),
	AT_PORT(a_server, ipv6),
	AT_PORT(a_server, mapped),
	AT_PORT(a_server_in_python, ipv4),
	AT_PORT(a_server_in_go, ipv4),
	AT_PORT(a_server_in_go, ipv6),
	AT_PORT(a_server_in_java, ipv4),
	AT_PORT(a_server_that_is_static, ipv4),
	AT_PORT(children_of_a_server, ipv4),
	AT_PORT(one_that_is_started_again, ipv4),
	AT_PORT(a_client, ipv4),
	AT_PORT(a_client, ipv6),
	AT_PORT(a_client, mapped),
	AT_PORT(a_client_whose_call_is_made_later, ipv4),
	AT_PORT(a_client_in_python, ipv4),
	AT_PORT(a_client_in_python, ipv6),
	AT_PORT(two_sessions_at_once, ipv4),
	AT_PORT(nobody_where_nobody_listens, ipv4),
	AT_PORT(nobody_where_nobody_listens, ipv6),
	AT_PORT(in_use_where_it_is, ipv4),
	AT_PORT(at_one_address_alone, ipv4),
	AT_PORT(both_families, ipv4),
	AT_PORT(names_of_a_server, ipv4),
	AT_PORT(names_of_a_server, ipv6),
	AT_PORT(names_of_a_client, ipv4),
	AT_PORT(names_of_a_client, ipv6),
	AT_PORT(a_rule_that_names_it, ipv4),
	AT_PORT(an_address_in_read_only_memory, ipv4),
	AT_PORT(an_address_that_threads_share, ipv4),
	AT_PORT(an_address_that_threads_share, ipv6),
	AT_PORT(an_address_that_another_thread_reads, ipv4),
	AT_PORT(an_address_that_another_thread_reads, ipv6),
	AT_PORT(a_server_of_datagrams, ipv4),
	AT_PORT(a_server_of_datagrams, ipv6),
	AT_PORT(a_client_of_datagrams, ipv4),
	AT_PORT(a_client_of_datagrams, ipv6),
	AT_PORT(a_client_of_several_datagrams, ipv4),
	OF_SUITE(one_of_the_suite),
	OF_SUITE(many),
	cmocka_unit_test(more_than_a_session_may_have),
	OF_SUITE(nobody_s_where_the_suite_names_others),
	OF_SUITE(nobody_s_by_the_number_of_a_stand_in),
	OF_SUITE(a_program_s_own),
	cmocka_unit_test(any_port_behind_the_last_one),
};

/* For good: the descriptor is inherited by whatever this process becomes. A queue takes whoever comes. */
static bool have_the_port(int family, int type)
{
	const struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	const struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(PORT) };
	int fd = socket(family, type, 0), yes = 1;

	if (fd < 0)
		return false;
	if (family == AF_INET6) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
		return bind(fd, (const struct sockaddr *)&in6, sizeof(in6)) == 0 &&
		       (type == SOCK_DGRAM || listen(fd, 64) == 0);
	}
	return bind(fd, (const struct sockaddr *)&in, sizeof(in)) == 0 &&
	       (type == SOCK_DGRAM || listen(fd, 64) == 0);
}

static int start_again(void *arg)
{
	(void)arg;
	if (!have_the_port(AF_INET, SOCK_STREAM) || !have_the_port(AF_INET6, SOCK_STREAM) ||
	    !have_the_port(AF_INET, SOCK_DGRAM) || !have_the_port(AF_INET6, SOCK_DGRAM))
		return 126;
	execl(live_program("without_namespaces"), "without_namespaces", live_self(), "there", (char *)NULL);
	return 127;
}

static void passes_where_it_is_somebody_else_s(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	fflush(NULL);
	assert_int_equal(inside_run(&lo, start_again, NULL), 0);
	inside_close(&lo);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(passes_where_it_is_somebody_else_s),
};

int main(int argc, char **argv)
{
	(void)argv;
	live_begin();
	if (argc > 1)
		return cmocka_run_group_tests(tests_there, NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
