/*
 * os/lasting: a loopback goes from one session to the next if, and only if, nothing is left in it. Each test does something in one, gives it
 * back and takes the next: the same one again, or another, known by its keeper.
 */
#include "support/inside.h"
#include "os/barrier.h"
#include "os/lasting.h"
#include "os/peer.h"
#include "os/sockdiag.h"
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sck_err err;

static void put(struct loopback *lo)
{
	if (!lasting_keep(lo, 0))
		lasting_end(lo);
}

static void take(struct loopback *lo)
{
	assert_int_equal(lasting_open(lo, &err), 0);
	if (lo->is_private)
		return;
	print_message("%s\n", lo->reason);
	skip();
}

/* Where the machine tells of no change (a container that refuses fanotify, /proc that is read-only), each is for one session. */
static void take_one_that_lasts(struct loopback *lo)
{
	struct loopback first;
	pid_t keeper;

	take(&first);
	keeper = first.keeper;
	put(&first);
	take(lo);
	if (lo->keeper == keeper)
		return;
	print_message("no loopback lasts here\n");
	put(lo);
	skip();
}

/* Gives it back: is it the next one, too? */
static bool lasts(struct loopback *lo)
{
	const pid_t keeper = lo->keeper;
	struct loopback next;
	bool is_same;

	put(lo);
	assert_int_equal(lo->keeper, 0);
	take(&next);
	is_same = next.keeper == keeper;
	put(&next);
	return is_same;
}

static bool count_row(void *arg, const struct sockdiag_row *row)
{
	(void)row;
	++*(int *)arg;
	return true;
}

static int count_sockets(struct loopback *lo)
{
	struct sockdiag diag;
	int count = 0;

	assert_int_equal(sockdiag_open(&diag, lo, &err), 0);
	assert_int_equal(sockdiag_each(&diag, IPPROTO_TCP, count_row, &count, &err), 0);
	sockdiag_close(&diag);
	return count;
}

static int inner_pid(void *arg)
{
	(void)arg;
	return getpid();
}

static int make_shared_memory(void *arg)
{
	(void)arg;
	return shmget(4711, 4096, IPC_CREAT | 0600) < 0;
}

static int make_semaphores(void *arg)
{
	(void)arg;
	return semget(4711, 1, IPC_CREAT | 0600) < 0;
}

static int make_messages(void *arg)
{
	(void)arg;
	return msgget(4711, IPC_CREAT | 0600) < 0;
}

static int make_queue(void *arg)
{
	(void)arg;
	return mq_open("/queue", O_CREAT | O_RDWR, 0600, NULL) < 0;
}

static void one_that_was_left_clean_is_taken_again(void **state)
{
	struct loopback lo;

	(void)state;
	take_one_that_lasts(&lo);
	assert_int_equal(inside_try(&lo, "127.0.0.1", 7007), 0);
	assert_int_equal(inside_run(&lo, inside_run_shell, "true & wait"), 0);
	assert_true(lasts(&lo));
}

/* What a session looks at its network by is the loopback's own, and stays with it. */
static void it_keeps_what_it_is_looked_at_by(void **state)
{
	struct loopback lo;
	struct sockdiag d;
	uint16_t port;
	int fd;

	(void)state;
	take_one_that_lasts(&lo);
	port = lo.barrier_port;
	for (int i = 0; i < 3; i++) {
		const pid_t keeper = lo.keeper;

		assert_int_equal(sockdiag_open(&d, &lo, &err), 0);
		fd = barrier_open(&lo, &err);
		assert_true(fd >= 0 && barrier_pass(fd));
		assert_true(i == 0 || lo.barrier_port == port);
		port = lo.barrier_port;
		sockdiag_close(&d);
		close(fd);
		put(&lo);
		take(&lo);
		assert_int_equal(lo.keeper, keeper);
	}
	put(&lo);
}

static void pids_begin_anew(void **state)
{
	struct loopback lo;
	int status;

	(void)state;
	take_one_that_lasts(&lo);
	status = inside_run(&lo, inner_pid, NULL);
	assert_int_equal(inside_run(&lo, inner_pid, NULL), status + W_EXITCODE(1, 0));
	put(&lo);
	take(&lo);
	assert_int_equal(inside_run(&lo, inner_pid, NULL), status);
	assert_true(lasts(&lo));
}

static void one_with_ipc_in_it_does_not_last(void **state)
{
	static int (*const make[])(void *arg) = { make_shared_memory, make_semaphores,
						  make_messages, make_queue };

	(void)state;
	for (size_t i = 0; i < sizeof(make) / sizeof(make[0]); i++) {
		struct loopback lo;

		take_one_that_lasts(&lo);
		if (inside_run(&lo, make[i], NULL) == 0)
			assert_false(lasts(&lo));
		else
			put(&lo); /* the kernel has none */
	}
}

/* The end that closes first stays in TIME_WAIT for a minute. */
static void leave_time_wait(struct loopback *lo, const char *host)
{
	union peer_address at;
	const struct peer_listen how = { .port = 7007, .address = host, .type = SOCK_STREAM, .backlog = 1 };
	int listener, client, server;

	assert_int_equal(peer_address(&at, host, 7007, &err), 0);
	assert_int_equal(peer_listen(lo, &how, &listener, &err), 0);
	client = loopback_socket(lo, at.sa.sa_family, SOCK_STREAM, 0, &err);
	assert_true(connect(client, &at.sa, peer_address_len(&at)) == 0 || errno == EINPROGRESS);
	server = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	assert_true(server >= 0);
	close(server);
	close(client);
	close(listener);
	assert_int_equal(count_sockets(lo), 1);
}

static void connections_do_not_last(void **state)
{
	struct loopback lo;

	(void)state;
	take_one_that_lasts(&lo);
	leave_time_wait(&lo, "127.0.0.1");
	if (lo.has_ipv6) {
		put(&lo);
		take(&lo);
		leave_time_wait(&lo, "::1");
	}
	put(&lo);
	take(&lo);
	assert_int_equal(count_sockets(&lo), 0);
	assert_true(lasts(&lo));
}

static void one_in_which_a_socket_is_open_does_not_last(void **state)
{
	static const int types[] = { SOCK_STREAM, SOCK_DGRAM };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct loopback lo;
		int fd;

		take_one_that_lasts(&lo);
		fd = loopback_socket(&lo, AF_INET, types[i], 0, &err);
		assert_int_equal(inside_bind(fd, "127.0.0.1", 7007), 0);
		if (types[i] == SOCK_STREAM)
			assert_int_equal(listen(fd, 1), 0);
		assert_false(lasts(&lo));
		close(fd);
	}
}

/* An orphan, of which nobody here knows: its parent is the keeper. */
static void one_with_a_process_in_it_does_not_last(void **state)
{
	struct loopback lo;
	int ends[2];
	char byte;

	(void)state;
	take_one_that_lasts(&lo);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(inside_run(&lo, inside_run_shell, "sleep 1000 &"), 0);
	close(ends[1]);
	assert_false(lasts(&lo));
	assert_int_equal(read(ends[0], &byte, 1), 0); /* it has ended */
	close(ends[0]);
}

static void one_that_was_altered_does_not_last(void **state)
{
	struct loopback lo;

	(void)state;
	take_one_that_lasts(&lo);
	assert_int_equal(loopback_hosts(&lo, "127.0.0.1 other\n", &err), 0);
	assert_false(lasts(&lo));
	take_one_that_lasts(&lo);
	assert_int_equal(loopback_add_address(&lo, "192.0.2.1", &err), 0);
	assert_false(lasts(&lo));
	take_one_that_lasts(&lo);
	assert_int_equal(loopback_add_route(&lo, "unreachable 198.51.100.0/24", &err), 0);
	assert_false(lasts(&lo));
	take_one_that_lasts(&lo);
	assert_int_equal(loopback_mtu(&lo, 1500, &err), 0);
	assert_false(lasts(&lo));
	take_one_that_lasts(&lo);
	assert_int_equal(loopback_sysctl(&lo, "ipv4/tcp_syn_retries", "1", &err), 0);
	assert_false(lasts(&lo));
}

static void one_that_a_program_of_root_has_altered_does_not_last(void **state)
{
	static const char *const deeds[] = { "echo 1 >/proc/sys/net/ipv4/tcp_syn_retries",
					     "mount -t tmpfs none /mnt" };
	struct loopback lo;

	(void)state;
	if (geteuid() != 0)
		skip();
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		take_one_that_lasts(&lo);
		assert_int_equal(inside_run(&lo, inside_run_shell, (void *)(uintptr_t)deeds[i]), 0);
		assert_false(lasts(&lo));
	}
}

/* Its own small table of connections changes nothing else. */
static void its_settings_are_those_of_any_other(void **state)
{
	char script[] =
		"cat /proc/sys/net/ipv4/tcp_max_tw_buckets /proc/sys/net/ipv4/tcp_max_syn_backlog "
		"/proc/sys/net/core/somaxconn";
	char texts[2][128] = { "", "" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct loopback lo;
		int ends[2], out;

		assert_int_equal(pipe(ends), 0);
		if (i)
			take(&lo);
		else
			inside_open(&lo);
		out = dup(STDOUT_FILENO);
		dup2(ends[1], STDOUT_FILENO);
		inside_run(&lo, inside_run_shell, script);
		dup2(out, STDOUT_FILENO);
		close(out);
		close(ends[1]);
		assert_true(read(ends[0], texts[i], sizeof(texts[i]) - 1) > 0);
		close(ends[0]);
		if (i)
			put(&lo);
		else
			inside_close(&lo);
	}
	assert_string_equal(texts[0], texts[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_was_left_clean_is_taken_again),
		cmocka_unit_test(it_keeps_what_it_is_looked_at_by),
		cmocka_unit_test(pids_begin_anew),
		cmocka_unit_test(one_with_ipc_in_it_does_not_last),
		cmocka_unit_test(connections_do_not_last),
		cmocka_unit_test(one_in_which_a_socket_is_open_does_not_last),
		cmocka_unit_test(one_with_a_process_in_it_does_not_last),
		cmocka_unit_test(one_that_was_altered_does_not_last),
		cmocka_unit_test(one_that_a_program_of_root_has_altered_does_not_last),
		cmocka_unit_test(its_settings_are_those_of_any_other),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
