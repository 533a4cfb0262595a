/*
 * os/loopback, with real namespaces: that it is private and serves sockets, and that nothing is
 * left behind, whatever ends first. Where namespaces are refused the tests skip with the reason.
 */
#include "support/inside.h"
#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sck_err err;

static int count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/* Waits for the end of a pipe whose write ends are with others only; false: a byte came instead. */
static bool until_end(int fd)
{
	char byte;

	return read(fd, &byte, 1) == 0;
}

static void the_caller_stays_where_it_is_and_nothing_is_left_behind(void **state)
{
	static const char *const names[] = { "net", "mnt", "pid", "pid_for_children", "ipc", "user" };
	ino_t before[6];
	int descriptors = count_descriptors();
	struct loopback lo;

	(void)state;
	for (int i = 0; i < 6; i++)
		before[i] = inside_namespace(names[i]);
	inside_open(&lo);
	inside_close(&lo);
	assert_int_equal(waitpid(-1, NULL, __WALL | WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	for (int i = 0; i < 6; i++)
		assert_true(before[i] == inside_namespace(names[i]));
	assert_int_equal(count_descriptors(), descriptors);
	assert_int_equal(lo.fd_keeper, -1);
	loopback_close(&lo);
}

static void both_loopback_addresses_can_be_bound(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	assert_int_equal(lo.has_ipv6, access("/proc/net/if_inet6", F_OK) == 0);
	assert_int_equal(inside_try(&lo, "127.0.0.1", 7007), 0);
	if (lo.has_ipv6)
		assert_int_equal(inside_try(&lo, "::1", 7007), 0);
	assert_int_equal(inside_try(&lo, "127.0.0.1", 80), 0);
	inside_close(&lo);
}

static void two_have_the_same_port_at_the_same_time(void **state)
{
	struct loopback a, b;
	int fd_a, fd_b;
	uint16_t port;

	(void)state;
	inside_open(&a);
	inside_open(&b);
	assert_int_equal(loopback_port(&a, SOCK_STREAM, &port, &err), 0);
	fd_a = loopback_socket(&a, AF_INET, SOCK_STREAM, 0, &err);
	fd_b = loopback_socket(&b, AF_INET, SOCK_STREAM, 0, &err);
	assert_int_equal(inside_bind(fd_a, "127.0.0.1", port), 0);
	assert_int_equal(inside_bind(fd_b, "127.0.0.1", port), 0);
	assert_int_equal(fcntl(fd_a, F_GETFD), FD_CLOEXEC);
	assert_true(fcntl(fd_a, F_GETFL) & O_NONBLOCK);
	close(fd_a);
	close(fd_b);
	loopback_close(&a);
	inside_ended(a.keeper);
	inside_close(&b);
}

/* On the machine's network a port lingers behind each: many that begin at one place would have none left after a while. */
static void ports_of_the_machine_are_drawn_from_all_over(void **state)
{
	enum { DRAWS = 200, MOST = 8 };
	static uint8_t drawn[UINT16_MAX + 1];

	(void)state;
	for (int i = 0; i < DRAWS; i++) {
		struct loopback lo = LOOPBACK_NONE;
		uint16_t port = 0;

		assert_int_equal(loopback_port(&lo, SOCK_STREAM, &port, &err), 0);
		assert_in_range(++drawn[port], 1, MOST);
		loopback_close(&lo);
	}
}

/* The keeper, which made it, must have let go of it before we have it. */
static void a_socket_that_is_closed_is_gone_at_once(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	for (int i = 0; i < 1000; i++) {
		int fd_next = loopback_socket(&lo, AF_INET, SOCK_STREAM, 0, &err);
		int fd = loopback_socket(&lo, AF_INET, SOCK_STREAM, 0, &err);

		assert_int_equal(inside_bind(fd, "127.0.0.1", 7007), 0);
		close(fd);
		assert_int_equal(inside_bind(fd_next, "127.0.0.1", 7007), 0);
		close(fd_next);
	}
	inside_close(&lo);
}

static void a_socket_that_cannot_be_made_says_why(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	assert_int_equal(loopback_socket(&lo, AF_INET, SOCK_STREAM, IPPROTO_UDP, &err), -EPROTONOSUPPORT);
	assert_non_null(strstr(err.text, "Protocol not supported"));
	assert_int_equal(inside_try(&lo, "127.0.0.1", 0), 0);
	inside_close(&lo);
}

static void a_signal_to_the_keeper_changes_nothing_but_sigkill_does(void **state)
{
	struct loopback lo;

	(void)state;
	inside_open(&lo);
	for (int signal = 1; signal <= SIGRTMAX; signal++)
		if (signal != SIGKILL && signal != SIGSTOP)
			kill(lo.keeper, signal);
	assert_int_equal(inside_try(&lo, "127.0.0.1", 0), 0);
	kill(lo.keeper, SIGKILL);
	inside_ended(lo.keeper);
	lo.keeper = 0;
	assert_int_equal(loopback_socket(&lo, AF_INET, SOCK_STREAM, 0, &err), -EPIPE);
	assert_true(loopback_fork(&lo, NULL, NULL, &err) < 0);
	inside_close(&lo);
}

static void a_caller_with_no_descriptor_left_is_told_so(void **state)
{
	struct rlimit before, none = { 0 };
	struct loopback lo;
	int fd;

	(void)state;
	inside_open(&lo);
	getrlimit(RLIMIT_NOFILE, &before);
	none.rlim_max = before.rlim_max;
	setrlimit(RLIMIT_NOFILE, &none);
	fd = loopback_socket(&lo, AF_INET, SOCK_STREAM, 0, &err);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_int_equal(fd, -EMFILE);
	assert_int_equal(inside_try(&lo, "127.0.0.1", 0), 0);
	inside_close(&lo);
}

/*
 * A daemon: its parent has inside_ended, its session is its own, it ignores what can be ignored. It
 * holds the test's pipe.
 */
static int leave_a_daemon(void *arg)
{
	(void)arg;
	if (fork() == 0) {
		setsid();
		signal(SIGTERM, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		if (fork() == 0)
			for (;;)
				pause();
	}
	return 0;
}

static void no_daemon_survives_the_end(void **state)
{
	struct loopback lo;
	int ends[2];

	(void)state;
	inside_open(&lo);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(inside_run(&lo, leave_a_daemon, NULL), 0);
	close(ends[1]);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	assert_false(until_end(ends[0]));
	fcntl(ends[0], F_SETFL, 0);
	inside_close(&lo);
	assert_true(until_end(ends[0]));
	close(ends[0]);
}

static int own_a_loopback_and_be_killed(void)
{
	struct loopback lo;

	if (loopback_open(&lo, &err) || !lo.is_private || inside_run(&lo, leave_a_daemon, NULL))
		_exit(1);
	kill(getpid(), SIGKILL);
	return 0;
}

static void everything_ends_with_an_owner_that_is_killed(void **state)
{
	struct loopback lo;
	int ends[2];
	pid_t pid;

	(void)state;
	inside_open(&lo);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0)
		_exit(own_a_loopback_and_be_killed());
	close(ends[1]);
	assert_int_equal(WTERMSIG(inside_ended(pid)), SIGKILL);
	assert_true(until_end(ends[0]));
	close(ends[0]);
	inside_close(&lo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_caller_stays_where_it_is_and_nothing_is_left_behind),
		cmocka_unit_test(both_loopback_addresses_can_be_bound),
		cmocka_unit_test(two_have_the_same_port_at_the_same_time),
		cmocka_unit_test(ports_of_the_machine_are_drawn_from_all_over),
		cmocka_unit_test(a_socket_that_is_closed_is_gone_at_once),
		cmocka_unit_test(a_socket_that_cannot_be_made_says_why),
		cmocka_unit_test(a_signal_to_the_keeper_changes_nothing_but_sigkill_does),
		cmocka_unit_test(a_caller_with_no_descriptor_left_is_told_so),
		cmocka_unit_test(no_daemon_survives_the_end),
		cmocka_unit_test(everything_ends_with_an_owner_that_is_killed),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
