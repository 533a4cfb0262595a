/*
 * sck_fork: a function of the test is a program like any other, on the session's loopback; what it
 * returns is its exit status.
 */
#include "support/live.h"
#include "support/outcome.h"
#include "support/seen.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int serve_one(void *arg)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(*(uint16_t *)arg) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), fd;
	char byte;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (listener < 0 || bind(listener, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(listener, 8) < 0)
		return 1;
	fd = accept(listener, NULL, NULL);
	while (recv(fd, &byte, 1, 0) == 1)
		send(fd, &byte, 1, MSG_NOSIGNAL);
	close(fd);
	return 7;
}

static void serves(void **state)
{
	uint16_t port = sck_port(*state);
	struct sck_program *server = sck_fork(*state, serve_one, &port);
	struct sck_peer *client = sck_connect(*state, server);

	sck_send_text(client, "hello");
	sck_expect_text(client, "hello");
	sck_half_close(client);
	sck_expect_end(client);
	sck_expect_exit(server, 7);
	sck_expect_calls(server, "socket bind listen accept recv send recv close");
	seen_assert_stream(*state, "recv", "hello", 5);
}

static int print(void *arg)
{
	const char *text = arg;

	return write(1, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : 1;
}

static void prints(void **state)
{
	sck_expect_output_text(sck_fork(*state, print, "hello\n"), "hello\n");
}

static int crash(void *arg)
{
	(void)arg;
	abort();
}

static void crashes(void **state)
{
	sck_expect_exit(sck_fork(*state, crash, NULL), 0);
}

static void its_crash_is_a_signal(void **state)
{
	(void)state;
	outcome_assert_fails(crashes, CAUSE_SIGNAL);
}

static int changed;

static int change(void *arg)
{
	changed = *(int *)arg;
	return changed;
}

static void changes_nothing_of_the_test(void **state)
{
	int value = 5;

	sck_expect_exit(sck_fork(*state, change, &value), 5);
	assert_int_equal(changed, 0);
}

static const struct CMUnitTest tests[] = {
	LIVE_TEST(serves),
	LIVE_TEST(prints),
	cmocka_unit_test(its_crash_is_a_signal),
	LIVE_TEST(changes_nothing_of_the_test),
};

LIVE_MAIN(tests)
