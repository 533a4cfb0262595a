/*
 * A server that is built for coverage, and never ends, leaves its counters behind all the same: in its first process and in
 * the child that it forked for a client.
 */
#include "support/live.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* By the compiler that gcov(1) belongs to. */
static const char source[] = "fixtures/assignments/tcp-echo-server/good/fork_per_client.c";

/* Runs a shell command in FOLDER; its exit status. */
static int shell(const char *folder, const char *format, ...)
{
	char command[2048];
	int len = snprintf(command, sizeof(command), "root=$PWD; cd '%s' && ", folder);
	va_list args;

	va_start(args, format);
	vsnprintf(command + len, sizeof(command) - (size_t)len, format, args);
	va_end(args);
	return system(command);
}

static void counts_both_processes_of_a_forking_server(void **state)
{
	char folder[] = "/tmp/sockcheck-coverage.XXXXXX", server[64];
	struct sck_session *s;
	struct sck_peer *client;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(server, sizeof(server), "%s/server", folder);
	assert_int_equal(shell(folder, "gcc --coverage -g -D_GNU_SOURCE -o server \"$root/%s\"", source), 0);
	s = sck_session_new(SCK_IPV4);
	client = sck_connect(
		s, sck_start(s, &(struct sck_start){ .argv = (const char *[]){ server, "{port}", NULL } }));
	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_session_free(s); /* with the connection open: both processes are blocked in a call */

	/* the parent alone runs main to its end of file, the child alone runs echo(): neither line is ##### */
	assert_int_equal(
		shell(folder, "gcov -t *.gcda > lines 2> errors || { cat errors; exit 1; }"), 0);
	assert_int_equal(
		shell(folder, "grep -E '^ +[0-9]+\\*?: +[0-9]+:.*n = recv\\(fd' lines > found"), 0);
	assert_int_equal(
		shell(folder,
		      "grep -E '^ +[0-9]+\\*?: +[0-9]+:.*sigaction\\(SIGCHLD' lines > found"),
		0);
	shell(folder, "rm -f -- *");
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(counts_both_processes_of_a_forking_server) };

	live_begin();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
