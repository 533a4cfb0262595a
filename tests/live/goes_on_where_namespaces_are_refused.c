/*
 * Where the machine refuses namespaces (the fixture without_namespaces makes it so) a session is on
 * the host's loopback, on a port that the kernel chose, and says why. This program starts itself
 * again there; what cannot be had is SKIP there.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/processes.h"

#include "run/session.h"
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char name[PROCESSES_NAME];

static void echo_over(struct sck_session *s, const char *words)
{
	struct sck_program *server = live_play(s, words);
	struct sck_peer *client = sck_connect(s, server);

	assert_false(sck_is_private(s));
	assert_true(strlen(session_reason(s)) > 0);
	assert_true(sck_port(s) >= 1024);
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(server, 0);
}

static void echo_passes(void **state)
{
	echo_over(*state, "listen accept echo");
}

static void sessions_have_ports_of_their_own(void **state)
{
	struct sck_session *other = sck_session_new(SCK_IPV4);
	struct sck_program *first = live_play(*state, "listen accept echo"),
			   *second = live_play(other, "listen accept echo");

	assert_int_not_equal(sck_port(*state), sck_port(other));
	sck_until_listening(first);
	sck_until_listening(second);
	sck_session_free(other);
}

static void a_client_connects(void **state)
{
	struct sck_peer *listener = sck_listen(*state, NULL), *server;
	struct sck_program *client = live_play(*state, "connect send=hello recvend");

	server = sck_accept(listener);
	sck_expect_text(server, "hello");
	sck_close(server);
	sck_expect_exit(client, 0);
}

static void a_deadlock_is_seen(void **state)
{
	sck_expect_text(sck_connect(*state, live_play(*state, "listen accept recv")), "hello");
}

static void a_deadlock_is_one_here_too(void **state)
{
	(void)state;
	outcome_assert_fails(a_deadlock_is_seen, CAUSE_DEADLOCK);
}

enum { KNOCKS = 8 };

/* Somebody else on the machine: of those that knock at a listener which accepts nobody all but the first ones get no answer, and try again. */
static void knock_in_vain(int ret_fds[KNOCKS])
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(at);

	ret_fds[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(ret_fds[0], (const struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(ret_fds[0], 0), 0);
	assert_int_equal(getsockname(ret_fds[0], (struct sockaddr *)&at, &len), 0);
	for (int i = 1; i < KNOCKS; i++) {
		ret_fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		assert_int_equal(connect(ret_fds[i], (const struct sockaddr *)&at, sizeof(at)), -1);
		assert_int_equal(errno, EINPROGRESS);
	}
}

/* Their timers run, but none of ours: it is a deadlock at once, no limit of waiting. */
static void what_others_wait_for_is_theirs(void **state)
{
	int fds[KNOCKS];

	(void)state;
	knock_in_vain(fds);
	outcome_assert_fails(a_deadlock_is_seen, CAUSE_DEADLOCK);
	for (int i = 0; i < KNOCKS; i++)
		close(fds[i]);
}

static void the_daemon_ends_with_its_session(void **state)
{
	struct sck_session *s = sck_session_new(SCK_IPV4);

	(void)state;
	/*
	 * Whoever loses its parent comes to us, who reap it: elsewhere that is the machine's init,
	 * in its own time.
	 */
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	processes_name(name);
	sck_until_listening(START(s, "daemonises", "{port}", name));
	sck_session_free(s);
	while (wait(NULL) > 0)
		;
	assert_int_equal(processes_called(name), 0);
}

static void asks_for_hosts(void **state)
{
	sck_hosts(*state, "10.1.2.3 one\n");
}

static void asks_for_an_address(void **state)
{
	sck_add_address(*state, "10.1.2.3");
}

static void asks_for_no_ipv6(void **state)
{
	sck_without_ipv6(*state);
}

static void what_cannot_be_had_is_skipped(void **state)
{
	(void)state;
	assert_int_equal(outcome_of(asks_for_hosts)->kind, VERDICT_SKIP);
	assert_int_equal(outcome_of(asks_for_an_address)->kind, VERDICT_SKIP);
	assert_int_equal(outcome_of(asks_for_no_ipv6)->kind, VERDICT_SKIP);
}

static const struct CMUnitTest tests_there[] = {
	LIVE_TEST(echo_passes),
	LIVE_TEST(sessions_have_ports_of_their_own),
	LIVE_TEST(a_client_connects),
	cmocka_unit_test(a_deadlock_is_one_here_too),
	cmocka_unit_test(what_others_wait_for_is_theirs),
	cmocka_unit_test(the_daemon_ends_with_its_session),
	cmocka_unit_test(what_cannot_be_had_is_skipped),
};

static void passes_there(void **state)
{
	(void)state;
	live_passes_under(NULL, "without_namespaces");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(passes_there),
};

int main(int argc, char **argv)
{
	(void)argv;
	live_begin();
	if (argc > 1)
		return cmocka_run_group_tests(tests_there, NULL, NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
