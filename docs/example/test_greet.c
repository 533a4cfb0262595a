/*
 * Tests of greet.c: each forks a function that calls it and takes the part of the server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sockcheck.h>

#include "greet.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { OTHER_ANSWER = 200 };

/* Runs in a process of its own. What it returns is the exit status: an errno, and 0 where all is well. */
static int greet_ann(void *arg)
{
	struct sck_session *s = arg;
	char port[8], answer[64];

	snprintf(port, sizeof(port), "%d", sck_port(s));
	if (greet(sck_host(s), port, "Ann", answer, sizeof(answer)))
		return errno;
	return strcmp(answer, "hello, Ann") ? OTHER_ANSWER : 0;
}

static void takes_an_answer_in_pieces(void **state)
{
	struct sck_session *s = *state;
	struct sck_peer *listener = sck_listen(s, NULL);
	struct sck_program *client = sck_fork(s, greet_ann, s);
	struct sck_peer *server = sck_accept(listener);

	sck_expect_line(server, "Ann");
	sck_send_paced(server, "hello, Ann\n", 11, 1);
	sck_expect_exit(client, 0);
}

static void sends_all_though_each_send_is_short(void **state)
{
	struct sck_session *s = *state;
	struct sck_peer *listener = sck_listen(s, NULL), *server;
	struct sck_program *client;

	sck_inject(s, "send:short=1");
	client = sck_fork(s, greet_ann, s);
	server = sck_accept(listener);
	sck_expect_line(server, "Ann");
	sck_send_text(server, "hello, Ann\n");
	sck_expect_exit(client, 0);
	sck_expect_injected(s);
}

static void tells_of_a_reset(void **state)
{
	struct sck_session *s = *state;
	struct sck_peer *listener = sck_listen(s, NULL);
	struct sck_program *client = sck_fork(s, greet_ann, s);
	struct sck_peer *server = sck_accept(listener);

	sck_expect_line(server, "Ann");
	sck_send_text(server, "hello, ");
	sck_drained(server);
	sck_reset(server);
	sck_expect_exit(client, ECONNRESET);
}

static void tells_that_nobody_listens(void **state)
{
	struct sck_session *s = *state;

	sck_listen(s, &(struct sck_listen){ .refuse = true });
	sck_expect_exit(sck_fork(s, greet_ann, s), ECONNREFUSED);
}

#define OVER_BOTH(test)                                                 \
	cmocka_unit_test_setup_teardown(test, sck_setup, sck_teardown), \
		cmocka_unit_test_setup_teardown(test, sck_setup_ipv6, sck_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OVER_BOTH(takes_an_answer_in_pieces),
		OVER_BOTH(sends_all_though_each_send_is_short),
		OVER_BOTH(tells_of_a_reset),
		OVER_BOTH(tells_that_nobody_listens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
