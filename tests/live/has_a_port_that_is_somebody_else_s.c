/*
 * A contract names a port, the network is the machine's, and there that port is somebody else's. Programs are given it all the same: in all that they and the
 * record see it is the contract's, and nobody comes to the other. This program starts itself again in a network where somebody has the port for TCP and
 * UDP, at every address, and where namespaces are refused.
 */
#include "support/live.h"
#include "support/seen.h"
#include "support/taken.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum {
	PORT = 2345,
	TIMES = 32,
};

static struct sck_session *session_at_port(enum sck_family family)
{
	return taken_session(family, PORT);
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
};

TAKEN_MAIN(tests_there, PORT)
