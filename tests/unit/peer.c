/*
 * os/peer, on real sockets of a loopback: each act, what it says at once, and that it never waits.
 * Both ends are ours; a wait in here is a poll(2) for the event.
 */
#include "os/peer.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static struct sck_err err;
static struct loopback lo;

struct pair {
	int fd_listener, fd_client, fd_server;
};

static void await(int fd, short events)
{
	struct pollfd p = { fd, events, 0 };

	assert_int_equal(poll(&p, 1, 10000), 1);
}

static int listen_at(bool ipv4, bool ipv6, int backlog)
{
	struct peer_listen how = { ipv4, ipv6, 0, SOCK_STREAM, backlog, 0 };
	int fd;

	assert_int_equal(loopback_port(&lo, SOCK_STREAM, &how.port, &err), 0);
	assert_int_equal(peer_listen(&lo, &how, &fd, &err), 0);
	return fd;
}

static uint16_t port_of(int fd)
{
	union peer_address local;

	assert_int_equal(peer_local(fd, &local), 0);
	return ntohs(local.sa.sa_family == AF_INET ? local.in.sin_port : local.in6.sin6_port);
}

/* The connection's descriptor, or the negative errno that came of it in the end. */
static int connect_to(const char *host, uint16_t port)
{
	union peer_address to;
	int fd, code;

	assert_int_equal(peer_address(&to, host, port, &err), 0);
	code = peer_connect(&lo, &to, &fd, &err);
	if (code != -EINPROGRESS)
		return code ? code : fd;
	await(fd, POLLOUT);
	code = peer_connect_result(fd);
	if (!code)
		return fd;
	close(fd);
	return code;
}

static void join(struct pair *ret)
{
	ret->fd_listener = listen_at(true, false, 8);
	ret->fd_client = connect_to("127.0.0.1", port_of(ret->fd_listener));
	assert_true(ret->fd_client >= 0);
	await(ret->fd_listener, POLLIN);
	ret->fd_server = peer_accept(ret->fd_listener);
	assert_true(ret->fd_server >= 0);
}

static void part(struct pair *pair)
{
	close(pair->fd_listener);
	close(pair->fd_client);
	close(pair->fd_server);
}

static int option(int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	getsockopt(fd, level, name, &value, &len);
	return value;
}

static void addresses_are_numeric(void **state)
{
	union peer_address a;

	(void)state;
	assert_int_equal(peer_address(&a, "127.0.0.1", 80, &err), 0);
	assert_int_equal(a.sa.sa_family, AF_INET);
	assert_int_equal(ntohs(a.in.sin_port), 80);
	assert_int_equal(peer_address_len(&a), sizeof(struct sockaddr_in));
	assert_int_equal(peer_address(&a, "::ffff:127.0.0.1", 80, &err), 0);
	assert_int_equal(a.sa.sa_family, AF_INET6);
	assert_true(IN6_IS_ADDR_V4MAPPED(&a.in6.sin6_addr));
	assert_int_equal(peer_address_len(&a), sizeof(struct sockaddr_in6));
	assert_int_equal(peer_address(&a, "localhost", 80, &err), -EINVAL);
	assert_string_equal(err.text, "localhost is not a numeric address");
	assert_int_equal(peer_address(&a, "", 80, &err), -EINVAL);
}

static void a_connection_has_no_delay_and_never_blocks(void **state)
{
	struct bytes got = { 0 };
	struct pair pair;

	(void)state;
	join(&pair);
	assert_int_equal(option(pair.fd_client, IPPROTO_TCP, TCP_NODELAY), 1);
	assert_int_equal(option(pair.fd_server, IPPROTO_TCP, TCP_NODELAY), 1);
	assert_true(fcntl(pair.fd_server, F_GETFL) & O_NONBLOCK);
	assert_int_equal(fcntl(pair.fd_server, F_GETFD), FD_CLOEXEC);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), 0);
	assert_int_equal(peer_accept(pair.fd_listener), -EAGAIN);
	part(&pair);
	bytes_done(&got);
}

static void one_listener_serves_both_families(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "::1", "::ffff:127.0.0.1" };
	struct peer_listen how = { true, true, 7007, SOCK_STREAM, 8, 0 };
	int fd_listener, fd;

	(void)state;
	if (!lo.has_ipv6)
		skip();
	if (!lo.is_private) {
		assert_int_equal(peer_listen(&lo, &how, &fd_listener, &err), -EOPNOTSUPP);
		assert_int_equal(fd_listener, -1);
		return;
	}
	fd_listener = listen_at(true, true, 8);
	for (size_t i = 0; i < 3; i++) {
		fd = connect_to(hosts[i], port_of(fd_listener));
		assert_true(fd >= 0);
		close(fd);
	}
	close(fd_listener);
}

static void a_listener_of_one_family_refuses_the_other(void **state)
{
	int fd_listener, fd;

	(void)state;
	if (!lo.has_ipv6)
		skip();
	fd_listener = listen_at(false, true, 8);
	fd = connect_to("::1", port_of(fd_listener));
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(connect_to("127.0.0.1", port_of(fd_listener)), -ECONNREFUSED);
	assert_int_equal(connect_to("::ffff:127.0.0.1", port_of(fd_listener)), -ECONNREFUSED);
	close(fd_listener);
	fd_listener = listen_at(true, false, 8);
	assert_int_equal(connect_to("::1", port_of(fd_listener)), -ECONNREFUSED);
	close(fd_listener);
}

static void a_port_can_be_held_so_that_it_refuses(void **state)
{
	struct peer_listen second = { .ipv4 = true, .type = SOCK_STREAM };
	int fd, fd_second;

	(void)state;
	fd = listen_at(true, false, -1);
	assert_int_equal(connect_to("127.0.0.1", port_of(fd)), -ECONNREFUSED);
	close(fd);
	fd = listen_at(true, false, 1);
	second.port = port_of(fd);
	assert_int_equal(peer_listen(&lo, &second, &fd_second, &err), -EADDRINUSE);
	assert_int_equal(fd_second, -1);
	assert_non_null(strstr(err.text, "Address already in use"));
	second.ipv4 = false;
	assert_int_equal(peer_listen(&lo, &second, &fd_second, &err), -EINVAL);
	close(fd);
}

static void the_same_port_can_be_listened_at_again_at_once(void **state)
{
	struct peer_listen how = { .ipv4 = true, .type = SOCK_STREAM };
	struct bytes got = { 0 };
	struct pair pair;
	int fd;

	(void)state;
	join(&pair);
	how.port = port_of(pair.fd_listener);
	close(pair.fd_server); /* closes first: TIME_WAIT is at the listener's port */
	await(pair.fd_client, POLLIN);
	assert_int_equal(peer_receive(pair.fd_client, &got, 1), -EPIPE);
	close(pair.fd_client);
	close(pair.fd_listener);
	assert_int_equal(peer_listen(&lo, &how, &fd, &err), 0);
	close(fd);
	bytes_done(&got);
}

static void bytes_come_as_they_are_up_to_the_number_asked_for(void **state)
{
	struct bytes got = { 0 };
	struct pair pair;

	(void)state;
	join(&pair);
	assert_int_equal(peer_send(pair.fd_client, "a\0bcde", 6, 0), 6);
	await(pair.fd_server, POLLIN);
	assert_int_equal(peer_receive(pair.fd_server, &got, 0), 0);
	assert_int_equal(peer_receive(pair.fd_server, &got, 2), 2);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), 4);
	assert_int_equal(got.len, 6);
	assert_memory_equal(got.data, "a\0bcde", 6);
	assert_int_equal(peer_half_close(pair.fd_client), 0);
	await(pair.fd_server, POLLIN);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -EPIPE);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -EPIPE);
	assert_int_equal(peer_send(pair.fd_server, "x", 1, 0), 1);
	await(pair.fd_client, POLLIN);
	assert_int_equal(peer_receive(pair.fd_client, &got, 100), 1);
	part(&pair);
	bytes_done(&got);
}

/*
 * The bytes before a reset are the program's last words: one receive must not swallow the error
 * that is behind them.
 */
static void a_reset_is_seen_and_not_taken_for_an_end(void **state)
{
	struct bytes got = { 0 };
	struct pair pair;

	(void)state;
	join(&pair);
	assert_int_equal(peer_send(pair.fd_client, "last", 4, 0), 4);
	peer_reset(pair.fd_client);
	await(pair.fd_server, POLLERR);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), 4);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -ECONNRESET);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -EPIPE);
	assert_int_equal(peer_send(pair.fd_server, "x", 1, 0), -EPIPE);
	close(pair.fd_listener);
	close(pair.fd_server);
	bytes_done(&got);
}

static void an_end_comes_behind_the_bytes(void **state)
{
	struct bytes got = { 0 };
	struct pair pair;

	(void)state;
	join(&pair);
	assert_int_equal(peer_send(pair.fd_client, "last", 4, 0), 4);
	peer_half_close(pair.fd_client);
	await(pair.fd_server, POLLRDHUP);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), 4);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -EPIPE);
	part(&pair);
	bytes_done(&got);
}

static void what_was_sent_is_unsent_until_the_other_end_has_it(void **state)
{
	static char much[1 << 20];
	struct bytes got = { 0 };
	struct pair pair;
	ssize_t taken;

	(void)state;
	join(&pair);
	assert_int_equal(peer_shrink(pair.fd_client, 4096), 0);
	assert_int_equal(peer_shrink(pair.fd_server, 4096), 0);
	assert_int_equal(peer_unsent(pair.fd_client), 0);
	taken = peer_send(pair.fd_client, much, sizeof(much), 0);
	assert_in_range(taken, 1, sizeof(much) - 1);
	while (peer_send(pair.fd_client, much, sizeof(much), 0) > 0)
		;
	assert_int_equal(peer_send(pair.fd_client, much, sizeof(much), 0), -EAGAIN);
	assert_true(peer_unsent(pair.fd_client) > 0);
	while (peer_unsent(pair.fd_client) > 0) {
		await(pair.fd_server, POLLIN);
		assert_true(peer_receive(pair.fd_server, &got, SIZE_MAX) > 0);
	}
	part(&pair);
	bytes_done(&got);
}

static void a_small_receive_buffer_goes_to_what_is_accepted(void **state)
{
	struct peer_listen how = { .ipv4 = true, .type = SOCK_STREAM, .backlog = 1, .receive_buffer = 2048 };
	int fd_listener, fd_client, fd_server;

	(void)state;
	assert_int_equal(loopback_port(&lo, SOCK_STREAM, &how.port, &err), 0);
	assert_int_equal(peer_listen(&lo, &how, &fd_listener, &err), 0);
	fd_client = connect_to("127.0.0.1", how.port);
	await(fd_listener, POLLIN);
	fd_server = peer_accept(fd_listener);
	assert_int_equal(option(fd_server, SOL_SOCKET, SO_RCVBUF), 4096); /* doubled (socket(7)) */
	close(fd_listener);
	close(fd_client);
	close(fd_server);
}

static void urgent_data_can_be_sent(void **state)
{
	struct pair pair;
	char byte = 0;

	(void)state;
	join(&pair);
	assert_int_equal(peer_send(pair.fd_client, "!", 1, MSG_OOB), 1);
	await(pair.fd_server, POLLPRI);
	assert_int_equal(recv(pair.fd_server, &byte, 1, MSG_OOB), 1);
	assert_int_equal(byte, '!');
	part(&pair);
}

static void both_ends_have_names(void **state)
{
	union peer_address remote;
	struct pair pair;

	(void)state;
	join(&pair);
	assert_int_equal(peer_remote(pair.fd_client, &remote), 0);
	assert_int_equal(ntohs(remote.in.sin_port), port_of(pair.fd_listener));
	assert_int_equal(peer_remote(pair.fd_server, &remote), 0);
	assert_int_equal(ntohs(remote.in.sin_port), port_of(pair.fd_client));
	assert_int_equal(peer_remote(pair.fd_listener, &remote), -ENOTCONN);
	part(&pair);
}

static int bind_datagrams(union peer_address *ret_local)
{
	struct peer_listen how = { .ipv4 = true, .type = SOCK_DGRAM };
	int fd;

	assert_int_equal(peer_listen(&lo, &how, &fd, &err), 0);
	assert_int_equal(peer_local(fd, ret_local), 0);
	return fd;
}

static void datagrams_keep_their_bounds_and_their_sender(void **state)
{
	static char largest[65507];
	union peer_address a, b, from;
	int fd_a = bind_datagrams(&a), fd_b = bind_datagrams(&b);
	struct bytes got = { 0 };

	(void)state;
	memset(largest, 'x', sizeof(largest));
	assert_int_equal(peer_receive_datagram(fd_b, &got, NULL), 0);
	assert_int_equal(peer_send_datagram(fd_a, "one", 3, &b), 0);
	assert_int_equal(peer_send_datagram(fd_a, "", 0, &b), 0);
	assert_int_equal(peer_send_datagram(fd_a, largest, sizeof(largest), &b), 0);
	assert_int_equal(peer_send_datagram(fd_a, largest, sizeof(largest) + 1, &b), -EMSGSIZE);
	assert_int_equal(peer_receive_datagram(fd_b, &got, &from), 1);
	assert_int_equal(got.len, 3);
	assert_int_equal(from.in.sin_port, a.in.sin_port);
	assert_int_equal(peer_receive_datagram(fd_b, &got, NULL), 1);
	assert_int_equal(got.len, 0);
	assert_int_equal(peer_receive_datagram(fd_b, &got, NULL), 1);
	assert_int_equal(got.len, sizeof(largest));
	assert_memory_equal(got.data, largest, sizeof(largest));
	close(fd_a);
	close(fd_b);
	bytes_done(&got);
}

static void a_refused_datagram_is_told_to_a_connected_socket(void **state)
{
	union peer_address gone, own;
	struct bytes got = { 0 };
	int fd = bind_datagrams(&gone);

	(void)state;
	close(fd);
	fd = bind_datagrams(&own);
	assert_int_equal(connect(fd, &gone.sa, peer_address_len(&gone)), 0);
	assert_int_equal(peer_send_datagram(fd, "x", 1, NULL), 0);
	await(fd, POLLERR);
	assert_int_equal(peer_receive_datagram(fd, &got, NULL), -ECONNREFUSED);
	close(fd);
	bytes_done(&got);
}

static void two_datagram_sockets_do_not_share_a_port(void **state)
{
	struct peer_listen how = { .ipv4 = true, .type = SOCK_DGRAM };
	union peer_address a;
	int fd = bind_datagrams(&a), fd_second;

	(void)state;
	how.port = ntohs(a.in.sin_port);
	assert_int_equal(peer_listen(&lo, &how, &fd_second, &err), -EADDRINUSE);
	close(fd);
}

static int open_loopback(void **state)
{
	(void)state;
	if (loopback_open(&lo, &err))
		return -1;
	if (!lo.is_private)
		print_message("on the host's loopback: %s\n", lo.reason);
	return 0;
}

static int close_loopback(void **state)
{
	(void)state;
	loopback_close(&lo);
	return lo.keeper && waitpid(lo.keeper, NULL, 0) != lo.keeper ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_numeric),
		cmocka_unit_test(a_connection_has_no_delay_and_never_blocks),
		cmocka_unit_test(one_listener_serves_both_families),
		cmocka_unit_test(a_listener_of_one_family_refuses_the_other),
		cmocka_unit_test(a_port_can_be_held_so_that_it_refuses),
		cmocka_unit_test(the_same_port_can_be_listened_at_again_at_once),
		cmocka_unit_test(bytes_come_as_they_are_up_to_the_number_asked_for),
		cmocka_unit_test(a_reset_is_seen_and_not_taken_for_an_end),
		cmocka_unit_test(an_end_comes_behind_the_bytes),
		cmocka_unit_test(what_was_sent_is_unsent_until_the_other_end_has_it),
		cmocka_unit_test(a_small_receive_buffer_goes_to_what_is_accepted),
		cmocka_unit_test(urgent_data_can_be_sent),
		cmocka_unit_test(both_ends_have_names),
		cmocka_unit_test(datagrams_keep_their_bounds_and_their_sender),
		cmocka_unit_test(a_refused_datagram_is_told_to_a_connected_socket),
		cmocka_unit_test(two_datagram_sockets_do_not_share_a_port),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, open_loopback, close_loopback);
}
