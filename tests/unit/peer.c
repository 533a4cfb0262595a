/*
 * os/peer on connections, real ones of a loopback: each act, what it says at once, and that it never waits. Both ends are
 * ours. Datagrams: peer_datagrams.c.
 */
#include "os/peer.h"
#include "support/pair.h"
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static struct sck_err err;

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
	pair_join(&pair, "127.0.0.1");
	assert_int_equal(option(pair.fd_client, IPPROTO_TCP, TCP_NODELAY), 1);
	assert_int_equal(option(pair.fd_server, IPPROTO_TCP, TCP_NODELAY), 1);
	assert_true(fcntl(pair.fd_server, F_GETFL) & O_NONBLOCK);
	assert_int_equal(fcntl(pair.fd_server, F_GETFD), FD_CLOEXEC);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), 0);
	assert_int_equal(peer_accept(pair.fd_listener), -EAGAIN);
	pair_part(&pair);
	bytes_done(&got);
}

static void one_listener_serves_both_families(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "::1", "::ffff:127.0.0.1" };
	int fd_listener, fd;

	(void)state;
	if (!pair_lo.has_ipv6)
		skip();
	fd_listener = pair_listen(true, true, 8);
	for (size_t i = 0; i < 3; i++) {
		fd = pair_connect(hosts[i], pair_port_of(fd_listener));
		assert_true(fd >= 0);
		close(fd);
	}
	close(fd_listener);
}

/* Where the loopback is the host's. */
static void one_of_both_families_takes_nothing_from_the_network(void **state)
{
	const struct peer_listen how = { .ipv4 = true, .ipv6 = true, .type = SOCK_STREAM, .backlog = 8 };
	struct loopback host = LOOPBACK_NONE;
	char device[IFNAMSIZ] = "";
	socklen_t len = sizeof(device);
	int fd;

	(void)state;
	if (!pair_lo.has_ipv6)
		skip();
	host.has_ipv6 = true;
	assert_int_equal(peer_listen(&host, &how, &fd, &err), 0);
	if (getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, &len)) { /* Linux does since 3.8 */
		print_message(
			"SKIP: to what device a socket is bound is not told here (qemu-user)\n");
		close(fd);
		skip();
	}
	assert_string_equal(device, "lo");
	close(fd);
}

static void a_listener_of_one_family_refuses_the_other(void **state)
{
	int fd_listener, fd;

	(void)state;
	if (!pair_lo.has_ipv6)
		skip();
	fd_listener = pair_listen(false, true, 8);
	fd = pair_connect("::1", pair_port_of(fd_listener));
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(pair_connect("127.0.0.1", pair_port_of(fd_listener)), -ECONNREFUSED);
	assert_int_equal(pair_connect("::ffff:127.0.0.1", pair_port_of(fd_listener)), -ECONNREFUSED);
	close(fd_listener);
	fd_listener = pair_listen(true, false, 8);
	assert_int_equal(pair_connect("::1", pair_port_of(fd_listener)), -ECONNREFUSED);
	close(fd_listener);
}

static void a_port_can_be_held_so_that_it_refuses(void **state)
{
	struct peer_listen second = { .ipv4 = true, .type = SOCK_STREAM };
	int fd, fd_second;

	(void)state;
	fd = pair_listen(true, false, -1);
	assert_int_equal(pair_connect("127.0.0.1", pair_port_of(fd)), -ECONNREFUSED);
	close(fd);
	fd = pair_listen(true, false, 1);
	second.port = pair_port_of(fd);
	assert_int_equal(peer_listen(&pair_lo, &second, &fd_second, &err), -EADDRINUSE);
	assert_int_equal(fd_second, -1);
	assert_non_null(strstr(err.text, "Address already in use"));
	second.ipv4 = false;
	assert_int_equal(peer_listen(&pair_lo, &second, &fd_second, &err), -EINVAL);
	close(fd);
}

static void the_same_port_can_be_listened_at_again_at_once(void **state)
{
	struct peer_listen how = { .ipv4 = true, .type = SOCK_STREAM };
	struct bytes got = { 0 };
	struct pair pair;
	int fd;

	(void)state;
	pair_join(&pair, "127.0.0.1");
	how.port = pair_port_of(pair.fd_listener);
	close(pair.fd_server); /* closes first: TIME_WAIT is at the listener's port */
	pair_await(pair.fd_client, POLLIN);
	assert_int_equal(peer_receive(pair.fd_client, &got, 1), -EPIPE);
	close(pair.fd_client);
	close(pair.fd_listener);
	assert_int_equal(peer_listen(&pair_lo, &how, &fd, &err), 0);
	close(fd);
	bytes_done(&got);
}

static void bytes_come_as_they_are_up_to_the_number_asked_for(void **state)
{
	struct bytes got = { 0 };
	struct pair pair;

	(void)state;
	pair_join(&pair, "127.0.0.1");
	assert_int_equal(peer_send(pair.fd_client, "a\0bcde", 6, 0), 6);
	pair_await(pair.fd_server, POLLIN);
	assert_int_equal(peer_receive(pair.fd_server, &got, 0), 0);
	assert_int_equal(peer_receive(pair.fd_server, &got, 2), 2);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), 4);
	assert_int_equal(got.len, 6);
	assert_memory_equal(got.data, "a\0bcde", 6);
	assert_int_equal(peer_half_close(pair.fd_client), 0);
	pair_await(pair.fd_server, POLLIN);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -EPIPE);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -EPIPE);
	assert_int_equal(peer_send(pair.fd_server, "x", 1, 0), 1);
	pair_await(pair.fd_client, POLLIN);
	assert_int_equal(peer_receive(pair.fd_client, &got, 100), 1);
	pair_part(&pair);
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
	pair_join(&pair, "127.0.0.1");
	assert_int_equal(peer_send(pair.fd_client, "last", 4, 0), 4);
	peer_reset(pair.fd_client);
	pair_await(pair.fd_server, POLLERR);
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
	pair_join(&pair, "127.0.0.1");
	assert_int_equal(peer_send(pair.fd_client, "last", 4, 0), 4);
	peer_half_close(pair.fd_client);
	pair_await(pair.fd_server, POLLRDHUP);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), 4);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -EPIPE);
	pair_part(&pair);
	bytes_done(&got);
}

static void what_was_sent_is_unsent_until_the_other_end_has_it(void **state)
{
	static char much[1 << 20];
	struct bytes got = { 0 };
	struct pair pair;
	ssize_t taken;

	(void)state;
	pair_join(&pair, "127.0.0.1");
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
		pair_await(pair.fd_server, POLLIN);
		assert_true(peer_receive(pair.fd_server, &got, SIZE_MAX) > 0);
	}
	pair_part(&pair);
	bytes_done(&got);
}

static void a_small_receive_buffer_goes_to_what_is_accepted(void **state)
{
	struct peer_listen how = { .ipv4 = true, .type = SOCK_STREAM, .backlog = 1, .receive_buffer = 2048 };
	int fd_listener, fd_client, fd_server;

	(void)state;
	assert_int_equal(loopback_port(&pair_lo, SOCK_STREAM, &how.port, &err), 0);
	assert_int_equal(peer_listen(&pair_lo, &how, &fd_listener, &err), 0);
	fd_client = pair_connect("127.0.0.1", how.port);
	pair_await(fd_listener, POLLIN);
	fd_server = peer_accept(fd_listener);
	assert_int_equal(option(fd_server, SOL_SOCKET, SO_RCVBUF), 4096); /* doubled (socket(7)) */
	close(fd_listener);
	close(fd_client);
	close(fd_server);
}

/* Bytes that an end takes until it takes no more. Nobody reads at the other. */
static size_t filled(int fd)
{
	static const char block[64 * 1024];
	struct pollfd p = { fd, POLLOUT, 0 };
	size_t sent = 0;
	ssize_t n;

	do {
		while ((n = peer_send(fd, block, sizeof(block), 0)) > 0)
			sent += (size_t)n;
		assert_int_equal(n, -EAGAIN);
	} while (poll(&p, 1, 0) > 0);
	return sent;
}

/* What a connection holds in both directions, of which one end or none is narrow and the other of the system's sizes. */
static size_t held(bool narrow_client, bool narrow_listener)
{
	struct peer_listen how = { .ipv4 = true, .type = SOCK_STREAM, .backlog = 1, .narrow = narrow_listener };
	union peer_address to;
	int fd_client, fd_listener, fd_server;
	size_t bytes;

	assert_int_equal(loopback_port(&pair_lo, SOCK_STREAM, &how.port, &err), 0);
	assert_int_equal(peer_listen(&pair_lo, &how, &fd_listener, &err), 0);
	assert_int_equal(peer_address(&to, "127.0.0.1", how.port, &err), 0);
	assert_true(peer_connect(&pair_lo, &to, narrow_client, &fd_client, &err) <= 0 && fd_client >= 0);
	pair_await(fd_listener, POLLIN);
	fd_server = peer_accept(fd_listener);
	bytes = filled(fd_client) + filled(fd_server);
	close(fd_listener);
	close(fd_client);
	close(fd_server);
	return bytes;
}

static void a_narrow_end_makes_the_other_one_hold_little(void **state)
{
	enum { LITTLE = 1 << 20 };

	(void)state;
	const size_t plainly = held(false, false), by_client = held(true, false),
		     by_server = held(false, true);

	assert_true(by_client < LITTLE && by_client < plainly);
	assert_true(by_server < LITTLE && by_server < plainly);
}

static void urgent_data_can_be_sent(void **state)
{
	struct pair pair;
	char byte = 0;

	(void)state;
	pair_join(&pair, "127.0.0.1");
	assert_int_equal(peer_send(pair.fd_client, "!", 1, MSG_OOB), 1);
	pair_await(pair.fd_server, POLLPRI);
	assert_int_equal(recv(pair.fd_server, &byte, 1, MSG_OOB), 1);
	assert_int_equal(byte, '!');
	pair_part(&pair);
}

static void both_ends_have_names(void **state)
{
	union peer_address remote;
	struct pair pair;

	(void)state;
	pair_join(&pair, "127.0.0.1");
	assert_int_equal(peer_remote(pair.fd_client, &remote), 0);
	assert_int_equal(ntohs(remote.in.sin_port), pair_port_of(pair.fd_listener));
	assert_int_equal(peer_remote(pair.fd_server, &remote), 0);
	assert_int_equal(ntohs(remote.in.sin_port), pair_port_of(pair.fd_client));
	assert_int_equal(peer_remote(pair.fd_listener, &remote), -ENOTCONN);
	pair_part(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_numeric),
		cmocka_unit_test(a_connection_has_no_delay_and_never_blocks),
		cmocka_unit_test(one_listener_serves_both_families),
		cmocka_unit_test(one_of_both_families_takes_nothing_from_the_network),
		cmocka_unit_test(a_listener_of_one_family_refuses_the_other),
		cmocka_unit_test(a_port_can_be_held_so_that_it_refuses),
		cmocka_unit_test(the_same_port_can_be_listened_at_again_at_once),
		cmocka_unit_test(bytes_come_as_they_are_up_to_the_number_asked_for),
		cmocka_unit_test(a_reset_is_seen_and_not_taken_for_an_end),
		cmocka_unit_test(an_end_comes_behind_the_bytes),
		cmocka_unit_test(what_was_sent_is_unsent_until_the_other_end_has_it),
		cmocka_unit_test(a_small_receive_buffer_goes_to_what_is_accepted),
		cmocka_unit_test(a_narrow_end_makes_the_other_one_hold_little),
		cmocka_unit_test(urgent_data_can_be_sent),
		cmocka_unit_test(both_ends_have_names),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, pair_open_loopback, pair_close_loopback);
}
