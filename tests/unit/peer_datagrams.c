/*
 * os/peer on datagram sockets, real ones of a loopback: what is kept of each datagram, what is refused, and that nothing
 * waits. Both ends are ours. Connections: peer.c.
 */
#include "os/peer.h"
#include "support/pair.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static struct sck_err err;

static int bind_datagrams(union peer_address *ret_local)
{
	struct peer_listen how = { .ipv4 = true, .type = SOCK_DGRAM };
	int fd;

	assert_int_equal(peer_listen(&pair_lo, &how, &fd, &err), 0);
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
	pair_await(fd, POLLERR);
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
	assert_int_equal(peer_listen(&pair_lo, &how, &fd_second, &err), -EADDRINUSE);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(datagrams_keep_their_bounds_and_their_sender),
		cmocka_unit_test(a_refused_datagram_is_told_to_a_connected_socket),
		cmocka_unit_test(two_datagram_sockets_do_not_share_a_port),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, pair_open_loopback, pair_close_loopback);
}
