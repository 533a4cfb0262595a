/*
 * os/sockdiag, against real sockets of a loopback: that each is found and listed, however its addresses are written, and
 * nothing else is. What a row says of its queues: sockdiag_queues.c.
 */
#include "os/sockdiag.h"
#include "support/rows.h"
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MANY = 300 };

static struct sck_err err;

struct search {
	int seen, stop_after;
};

static bool look(void *arg, const struct sockdiag_row *row)
{
	struct search *search = arg;

	(void)row;
	search->seen++;
	return search->seen != search->stop_after;
}

static bool count_listener(void *arg, const struct sockdiag_row *row)
{
	*(int *)arg += row->state == TCP_LISTEN;
	return true;
}

static int count_listeners(void)
{
	int n = 0;

	assert_int_equal(sockdiag_each(&rows_diag, IPPROTO_TCP, count_listener, &n, &err), 0);
	return n;
}

static void a_connection_is_found_from_either_end(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "::1" };
	struct sockdiag_row row;
	struct pair pair;

	(void)state;
	for (int i = 0; i < 1 + pair_lo.has_ipv6; i++) {
		pair_join(&pair, hosts[i]);
		row = rows_of_server(&pair);
		assert_true(row.inode == rows_inode_of(pair.fd_server));
		assert_int_equal(row.state, TCP_ESTABLISHED);
		assert_int_equal(row.family, i ? AF_INET6 : AF_INET);
		assert_int_equal(row.protocol, IPPROTO_TCP);
		assert_memory_equal(&row.local, &pair.server, peer_address_len(&pair.server));
		assert_memory_equal(&row.remote, &pair.client, peer_address_len(&pair.client));
		assert_int_equal(row.receive_queue + row.send_queue + row.timer, 0);
		assert_true(rows_of_client(&pair).inode == rows_inode_of(pair.fd_client));
		pair_part(&pair);
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
	if (!pair_lo.has_ipv6)
		skip();
	for (size_t i = 0; i < 2; i++) {
		pair_join_at(&pair, hosts[i], pair_listen(true, true, 8));
		for (size_t form = 0; form < 4; form++) {
			union peer_address server = with_port(hosts[form & 1], pair.server.in6.sin6_port);
			union peer_address client = with_port(hosts[form >> 1], pair.client.in.sin_port);

			assert_int_equal(
				sockdiag_connection(&rows_diag, &server.sa, &client.sa, &row, &err), 0);
			assert_true(row.inode == rows_inode_of(pair.fd_server));
			assert_int_equal(row.family, AF_INET6);
			assert_int_equal(
				sockdiag_connection(&rows_diag, &client.sa, &server.sa, &row, &err), 0);
			assert_true(row.inode == rows_inode_of(pair.fd_client));
		}
		pair_part(&pair);
	}
}

/* So a listener at 127.0.0.1 and ::1 is where nobody has a loopback of its own (os/peer). */
static void a_socket_bound_to_lo_is_found(void **state)
{
	static const char device[] = "lo";
	struct sockdiag_row row;
	struct pair pair;
	int fd = pair_listen(true, false, 8);

	(void)state;
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, sizeof(device)), 0);
	pair_join_at(&pair, "127.0.0.1", fd);
	assert_int_equal(sockdiag_connection(&rows_diag, &pair.server.sa, &pair.client.sa, &row, &err), 0);
	assert_true(row.inode == rows_inode_of(pair.fd_server));
	pair_part(&pair);
}

static void what_is_not_there_is_not_found(void **state)
{
	struct sockdiag_row row;
	union peer_address other = { .sa.sa_family = AF_UNIX };
	struct pair pair;

	(void)state;
	pair_join(&pair, "127.0.0.1");
	peer_reset(pair.fd_client);
	pair_await(pair.fd_server, POLLIN);
	close(pair.fd_server);
	/* The listener is still there and would take this connection. */
	assert_int_equal(sockdiag_connection(&rows_diag, &pair.server.sa, &pair.client.sa, &row, &err),
			 -ENOENT);
	close(pair.fd_listener);
	assert_int_equal(sockdiag_connection(&rows_diag, &pair.server.sa, &pair.client.sa, &row, &err),
			 -ENOENT);
	assert_int_equal(sockdiag_connection(&rows_diag, &other.sa, &pair.client.sa, &row, &err), -EINVAL);
}

/*
 * More rows than one record of an answer holds; and a listing given up early leaves nothing behind
 * for the next one.
 */
static void hundreds_are_listed_and_a_listing_can_be_cut(void **state)
{
	struct search search = { .stop_after = 3 };
	int fd[MANY], before = count_listeners();

	(void)state;
	for (int i = 0; i < MANY; i++)
		fd[i] = pair_listen(i % 2 || !pair_lo.has_ipv6, i % 2 == 0 && pair_lo.has_ipv6, 1);
	if (pair_lo.is_private)
		assert_int_equal(count_listeners(), before + MANY);
	assert_int_equal(sockdiag_each(&rows_diag, IPPROTO_TCP, look, &search, &err), 0);
	assert_int_equal(search.seen, 3);
	assert_int_equal(rows_find(fd[MANY - 1], IPPROTO_TCP).state, TCP_LISTEN);
	for (int i = 0; i < MANY; i++)
		close(fd[i]);
	if (pair_lo.is_private)
		assert_int_equal(count_listeners(), before);
}

static void only_sockets_of_this_loopback_are_seen(void **state)
{
	struct loopback other;
	struct sockdiag d;
	struct search search = { 0 };
	int fd;

	(void)state;
	if (!pair_lo.is_private)
		skip();
	assert_int_equal(loopback_open(&other, &err), 0);
	assert_int_equal(sockdiag_open(&d, &other, &err), 0);
	fd = pair_listen(true, false, 1);
	assert_int_equal(sockdiag_each(&d, IPPROTO_TCP, look, &search, &err), 0);
	assert_int_equal(search.seen, 0);
	close(fd);
	sockdiag_close(&d);
	assert_int_equal(d.fd, -1);
	loopback_close(&other);
	assert_int_equal(waitpid(other.keeper, NULL, 0), other.keeper);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_is_found_from_either_end),
		cmocka_unit_test(ipv4_in_an_ipv6_socket_is_found_however_it_is_written),
		cmocka_unit_test(a_socket_bound_to_lo_is_found),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(hundreds_are_listed_and_a_listing_can_be_cut),
		cmocka_unit_test(only_sockets_of_this_loopback_are_seen),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, rows_open, rows_close);
}
