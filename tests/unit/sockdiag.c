/*
 * os/sockdiag, against real sockets of a loopback: that each row says what the socket is known to
 * be, however its addresses are written. Both ends are ours, so every number in a row is one that
 * the test has caused.
 */
#include "os/sockdiag.h"
#include "os/peer.h"
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { MANY = 300 };

static struct sck_err err;
static struct loopback lo;
static struct sockdiag diag;

struct pair {
	int fd_listener, fd_client, fd_server;
	union peer_address client, server;
};

static void await(int fd, short events)
{
	struct pollfd p = { fd, events, 0 };

	assert_int_equal(poll(&p, 1, 10000), 1);
}

static uint64_t inode_of(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	return st.st_ino;
}

static int listen_on(bool ipv4, bool ipv6, uint16_t port, int backlog)
{
	struct peer_listen how = { ipv4, ipv6, port, SOCK_STREAM, backlog, 0 };
	int fd;

	assert_int_equal(peer_listen(&lo, &how, &fd, &err), 0);
	return fd;
}

static int connect_to(const union peer_address *to)
{
	int fd, code = peer_connect(&lo, to, &fd, &err);

	if (code == -EINPROGRESS) {
		await(fd, POLLOUT);
		code = peer_connect_result(fd);
	}
	assert_int_equal(code, 0);
	return fd;
}

/*
 * A connection to HOST, taken by the listener; each end's address is the one that its own socket
 * has.
 */
static void join_at(struct pair *ret, const char *host, int fd_listener)
{
	union peer_address to;
	uint16_t port;

	ret->fd_listener = fd_listener;
	assert_int_equal(peer_local(ret->fd_listener, &to), 0);
	port = ntohs(to.sa.sa_family == AF_INET ? to.in.sin_port : to.in6.sin6_port);
	assert_int_equal(peer_address(&to, host, port, &err), 0);
	ret->fd_client = connect_to(&to);
	await(ret->fd_listener, POLLIN);
	ret->fd_server = peer_accept(ret->fd_listener);
	assert_true(ret->fd_server >= 0);
	assert_int_equal(peer_local(ret->fd_client, &ret->client), 0);
	assert_int_equal(peer_local(ret->fd_server, &ret->server), 0);
}

static void join(struct pair *ret, const char *host)
{
	bool is_ipv6 = strchr(host, ':');

	join_at(ret, host, listen_on(!is_ipv6, is_ipv6, 0, 8));
}

static void part(struct pair *pair)
{
	peer_reset(pair->fd_client);
	close(pair->fd_server);
	close(pair->fd_listener);
}

static struct sockdiag_row server_row(const struct pair *pair)
{
	struct sockdiag_row row = { 0 };

	assert_int_equal(sockdiag_connection(&diag, &pair->server.sa, &pair->client.sa, &row, &err), 0);
	return row;
}

static struct sockdiag_row client_row(const struct pair *pair)
{
	struct sockdiag_row row = { 0 };

	assert_int_equal(sockdiag_connection(&diag, &pair->client.sa, &pair->server.sa, &row, &err), 0);
	return row;
}

struct search {
	uint64_t inode;
	int seen, stop_after;
	struct sockdiag_row row;
};

static bool look(void *arg, const struct sockdiag_row *row)
{
	struct search *search = arg;

	search->seen++;
	if (row->inode == search->inode)
		search->row = *row;
	return search->seen != search->stop_after;
}

/* The row of a socket of ours, found among all of them. */
static struct sockdiag_row find(int fd, int protocol)
{
	struct search search = { .inode = inode_of(fd) };

	assert_int_equal(sockdiag_each(&diag, protocol, look, &search, &err), 0);
	assert_true(search.row.inode == search.inode);
	return search.row;
}

static bool count_listener(void *arg, const struct sockdiag_row *row)
{
	*(int *)arg += row->state == TCP_LISTEN;
	return true;
}

static int count_listeners(void)
{
	int n = 0;

	assert_int_equal(sockdiag_each(&diag, IPPROTO_TCP, count_listener, &n, &err), 0);
	return n;
}

static void a_connection_is_found_from_either_end(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "::1" };
	struct sockdiag_row row;
	struct pair pair;

	(void)state;
	for (int i = 0; i < 1 + lo.has_ipv6; i++) {
		join(&pair, hosts[i]);
		row = server_row(&pair);
		assert_true(row.inode == inode_of(pair.fd_server));
		assert_int_equal(row.state, TCP_ESTABLISHED);
		assert_int_equal(row.family, i ? AF_INET6 : AF_INET);
		assert_int_equal(row.protocol, IPPROTO_TCP);
		assert_memory_equal(&row.local, &pair.server, peer_address_len(&pair.server));
		assert_memory_equal(&row.remote, &pair.client, peer_address_len(&pair.client));
		assert_int_equal(row.receive_queue + row.send_queue + row.timer, 0);
		assert_true(client_row(&pair).inode == inode_of(pair.fd_client));
		part(&pair);
	}
}

static union peer_address with_port(const char *host, uint16_t port)
{
	union peer_address a;

	assert_int_equal(peer_address(&a, host, ntohs(port), &err), 0);
	return a;
}

/*
 * Over IPv4, the server's socket of IPv6: its program sees mapped addresses, the client's of either
 * kind its own.
 */
static void ipv4_in_an_ipv6_socket_is_found_however_it_is_written(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "::ffff:127.0.0.1" };
	struct sockdiag_row row;
	struct pair pair;

	(void)state;
	if (!lo.has_ipv6 || !lo.is_private)
		skip();
	for (size_t i = 0; i < 2; i++) {
		join_at(&pair, hosts[i], listen_on(true, true, 0, 8));
		for (size_t form = 0; form < 4; form++) {
			union peer_address server = with_port(hosts[form & 1], pair.server.in6.sin6_port);
			union peer_address client = with_port(hosts[form >> 1], pair.client.in.sin_port);

			assert_int_equal(sockdiag_connection(&diag, &server.sa, &client.sa, &row, &err), 0);
			assert_true(row.inode == inode_of(pair.fd_server));
			assert_int_equal(row.family, AF_INET6);
			assert_int_equal(sockdiag_connection(&diag, &client.sa, &server.sa, &row, &err), 0);
			assert_true(row.inode == inode_of(pair.fd_client));
		}
		part(&pair);
	}
}

static void what_is_not_there_is_not_found(void **state)
{
	struct sockdiag_row row;
	union peer_address other = { .sa.sa_family = AF_UNIX };
	struct pair pair;

	(void)state;
	join(&pair, "127.0.0.1");
	peer_reset(pair.fd_client);
	await(pair.fd_server, POLLIN);
	close(pair.fd_server);
	/* The listener is still there and would take this connection. */
	assert_int_equal(sockdiag_connection(&diag, &pair.server.sa, &pair.client.sa, &row, &err), -ENOENT);
	close(pair.fd_listener);
	assert_int_equal(sockdiag_connection(&diag, &pair.server.sa, &pair.client.sa, &row, &err), -ENOENT);
	assert_int_equal(sockdiag_connection(&diag, &other.sa, &pair.client.sa, &row, &err), -EINVAL);
}

static void unread_bytes_and_an_unread_end_are_counted(void **state)
{
	struct bytes got = { 0 };
	struct pair pair;

	(void)state;
	join(&pair, "127.0.0.1");
	assert_int_equal(peer_send(pair.fd_client, "hello", 5, 0), 5);
	await(pair.fd_server, POLLIN);
	assert_int_equal(server_row(&pair).receive_queue, 5);
	assert_int_equal(peer_receive(pair.fd_server, &got, 2), 2);
	assert_int_equal(server_row(&pair).receive_queue, 3);
	assert_true(server_row(&pair).bytes_received == 5);
	peer_half_close(pair.fd_client);
	await(pair.fd_server, POLLRDHUP);
	assert_int_equal(server_row(&pair).receive_queue, 4);
	assert_true(server_row(&pair).bytes_received == 6);
	assert_int_equal(server_row(&pair).state, TCP_CLOSE_WAIT);
	/* The acknowledgement may be delayed. */
	assert_in_range(client_row(&pair).state, TCP_FIN_WAIT1, TCP_FIN_WAIT2);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), 3);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -EPIPE);
	assert_int_equal(server_row(&pair).receive_queue, 0);
	assert_true(server_row(&pair).bytes_received == 6);
	part(&pair);
	bytes_done(&got);
}

static void an_end_alone_counts_until_it_is_read(void **state)
{
	struct bytes got = { 0 };
	struct pair pair;

	(void)state;
	join(&pair, "127.0.0.1");
	peer_half_close(pair.fd_client);
	await(pair.fd_server, POLLRDHUP);
	assert_int_equal(server_row(&pair).receive_queue, 1);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -EPIPE);
	assert_int_equal(server_row(&pair).receive_queue, 0);
	part(&pair);
	bytes_done(&got);
}

static void a_reader_that_reads_nothing_is_seen_in_the_writers_queue(void **state)
{
	static char much[1 << 16];
	struct sockdiag_row row;
	struct pair pair;

	(void)state;
	join(&pair, "127.0.0.1");
	peer_shrink(pair.fd_client, 4096);
	peer_shrink(pair.fd_server, 4096);
	while (peer_send(pair.fd_client, much, sizeof(much), 0) > 0)
		;
	row = client_row(&pair);
	assert_true(row.send_queue > 0);
	assert_int_equal(row.send_queue, peer_unsent(pair.fd_client));
	assert_in_range(row.timer, 1, 4);
	assert_true(server_row(&pair).receive_queue > 0);
	part(&pair);
}

static void a_listener_says_how_many_wait_and_its_backlog(void **state)
{
	union peer_address at;
	int fd = listen_on(true, false, 0, 5), fd_client;
	struct sockdiag_row row = find(fd, IPPROTO_TCP);

	(void)state;
	assert_int_equal(row.state, TCP_LISTEN);
	assert_int_equal(row.receive_queue, 0);
	assert_int_equal(row.send_queue, 5);
	peer_local(fd, &at);
	fd_client = connect_to(&at);
	await(fd, POLLIN);
	assert_int_equal(find(fd, IPPROTO_TCP).receive_queue, 1);
	peer_reset(fd_client);
	close(fd);
}

static void what_closed_first_waits_without_an_owner(void **state)
{
	struct sockdiag_row row;
	struct pair pair;

	(void)state;
	join(&pair, "127.0.0.1");
	close(pair.fd_client);
	await(pair.fd_server, POLLIN);
	close(pair.fd_server);
	row = client_row(&pair);
	assert_int_equal(row.state, TCP_TIME_WAIT);
	assert_true(row.inode == 0);
	assert_int_equal(row.timer, 3);
	close(pair.fd_listener);
}

static void datagram_sockets_are_listed(void **state)
{
	struct peer_listen how = { .ipv4 = true, .type = SOCK_DGRAM };
	union peer_address at;
	struct sockdiag_row row;
	struct bytes got = { 0 };
	int fd;

	(void)state;
	assert_int_equal(peer_listen(&lo, &how, &fd, &err), 0);
	peer_local(fd, &at);
	row = find(fd, IPPROTO_UDP);
	assert_int_equal(row.protocol, IPPROTO_UDP);
	assert_int_equal(row.state, TCP_CLOSE);
	assert_memory_equal(&row.local, &at, peer_address_len(&at));
	assert_int_equal(row.receive_queue, 0);
	assert_int_equal(peer_send_datagram(fd, "", 0, &at), 0);
	await(fd, POLLIN);
	assert_true(find(fd, IPPROTO_UDP).receive_queue > 0);
	assert_int_equal(peer_receive_datagram(fd, &got, NULL), 1);
	assert_int_equal(find(fd, IPPROTO_UDP).receive_queue, 0);
	close(fd);
	bytes_done(&got);
}

/*
 * More rows than one record of an answer holds; and a listing given up early leaves nothing behind
 * for the next one.
 */
static void hundreds_are_listed_and_a_listing_can_be_cut(void **state)
{
	struct search search = { .inode = UINT64_MAX, .stop_after = 3 };
	int fd[MANY], before = count_listeners();

	(void)state;
	for (int i = 0; i < MANY; i++)
		fd[i] = listen_on(i % 2 || !lo.has_ipv6, i % 2 == 0 && lo.has_ipv6, 0, 1);
	if (lo.is_private)
		assert_int_equal(count_listeners(), before + MANY);
	assert_int_equal(sockdiag_each(&diag, IPPROTO_TCP, look, &search, &err), 0);
	assert_int_equal(search.seen, 3);
	assert_int_equal(find(fd[MANY - 1], IPPROTO_TCP).state, TCP_LISTEN);
	for (int i = 0; i < MANY; i++)
		close(fd[i]);
	if (lo.is_private)
		assert_int_equal(count_listeners(), before);
}

static void only_sockets_of_this_loopback_are_seen(void **state)
{
	struct loopback other;
	struct sockdiag d;
	struct search search = { .inode = UINT64_MAX };
	int fd;

	(void)state;
	if (!lo.is_private)
		skip();
	assert_int_equal(loopback_open(&other, &err), 0);
	assert_int_equal(sockdiag_open(&d, &other, &err), 0);
	fd = listen_on(true, false, 0, 1);
	assert_int_equal(sockdiag_each(&d, IPPROTO_TCP, look, &search, &err), 0);
	assert_int_equal(search.seen, 0);
	close(fd);
	sockdiag_close(&d);
	assert_int_equal(d.fd, -1);
	loopback_close(&other);
	assert_int_equal(waitpid(other.keeper, NULL, 0), other.keeper);
}

static int open_both(void **state)
{
	(void)state;
	if (loopback_open(&lo, &err) || sockdiag_open(&diag, &lo, &err)) {
		print_error("%s\n", err.text);
		return -1;
	}
	if (!lo.is_private)
		print_message("on the host's loopback: %s\n", lo.reason);
	return 0;
}

static int close_both(void **state)
{
	(void)state;
	sockdiag_close(&diag);
	loopback_close(&lo);
	return lo.keeper && waitpid(lo.keeper, NULL, 0) != lo.keeper ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_is_found_from_either_end),
		cmocka_unit_test(ipv4_in_an_ipv6_socket_is_found_however_it_is_written),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(unread_bytes_and_an_unread_end_are_counted),
		cmocka_unit_test(an_end_alone_counts_until_it_is_read),
		cmocka_unit_test(a_reader_that_reads_nothing_is_seen_in_the_writers_queue),
		cmocka_unit_test(a_listener_says_how_many_wait_and_its_backlog),
		cmocka_unit_test(what_closed_first_waits_without_an_owner),
		cmocka_unit_test(datagram_sockets_are_listed),
		cmocka_unit_test(hundreds_are_listed_and_a_listing_can_be_cut),
		cmocka_unit_test(only_sockets_of_this_loopback_are_seen),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, open_both, close_both);
}
