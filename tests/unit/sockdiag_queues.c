/*
 * os/sockdiag, what a row says of a socket's state, queues and timer. Both ends are ours, so every number in a row is one
 * that the test has caused. Finding and listing: sockdiag.c.
 */
#include "os/sockdiag.h"
#include "support/rows.h"
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static struct sck_err err;

static void unread_bytes_and_an_unread_end_are_counted(void **state)
{
	struct bytes got = { 0 };
	struct pair pair;

	(void)state;
	pair_join(&pair, "127.0.0.1");
	assert_int_equal(peer_send(pair.fd_client, "hello", 5, 0), 5);
	pair_await(pair.fd_server, POLLIN);
	assert_int_equal(rows_of_server(&pair).receive_queue, 5);
	assert_int_equal(peer_receive(pair.fd_server, &got, 2), 2);
	assert_int_equal(rows_of_server(&pair).receive_queue, 3);
	assert_true(rows_of_server(&pair).bytes_received == 5);
	peer_half_close(pair.fd_client);
	pair_await(pair.fd_server, POLLRDHUP);
	assert_int_equal(rows_of_server(&pair).receive_queue, 4);
	assert_true(rows_of_server(&pair).bytes_received == 6);
	assert_int_equal(rows_of_server(&pair).state, TCP_CLOSE_WAIT);
	/* The acknowledgement may be delayed. */
	assert_in_range(rows_of_client(&pair).state, TCP_FIN_WAIT1, TCP_FIN_WAIT2);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), 3);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -EPIPE);
	assert_int_equal(rows_of_server(&pair).receive_queue, 0);
	assert_true(rows_of_server(&pair).bytes_received == 6);
	pair_part(&pair);
	bytes_done(&got);
}

static void an_end_alone_counts_until_it_is_read(void **state)
{
	struct bytes got = { 0 };
	struct pair pair;

	(void)state;
	pair_join(&pair, "127.0.0.1");
	peer_half_close(pair.fd_client);
	pair_await(pair.fd_server, POLLRDHUP);
	assert_int_equal(rows_of_server(&pair).receive_queue, 1);
	assert_int_equal(peer_receive(pair.fd_server, &got, 100), -EPIPE);
	assert_int_equal(rows_of_server(&pair).receive_queue, 0);
	pair_part(&pair);
	bytes_done(&got);
}

static void a_reader_that_reads_nothing_is_seen_in_the_writers_queue(void **state)
{
	static char much[1 << 16];
	struct sockdiag_row row;
	struct pair pair;

	(void)state;
	pair_join(&pair, "127.0.0.1");
	peer_shrink(pair.fd_client, 4096);
	peer_shrink(pair.fd_server, 4096);
	while (peer_send(pair.fd_client, much, sizeof(much), 0) > 0)
		;
	row = rows_of_client(&pair);
	assert_true(row.send_queue > 0);
	assert_int_equal(row.send_queue, peer_unsent(pair.fd_client));
	assert_in_range(row.timer, 1, 4);
	assert_true(rows_of_server(&pair).receive_queue > 0);
	pair_part(&pair);
}

static void a_listener_says_how_many_wait_and_its_backlog(void **state)
{
	int fd = pair_listen(true, false, 5), fd_client;
	struct sockdiag_row row = rows_find(fd, IPPROTO_TCP);

	(void)state;
	assert_int_equal(row.state, TCP_LISTEN);
	assert_int_equal(row.receive_queue, 0);
	assert_int_equal(row.send_queue, 5);
	fd_client = pair_connect("127.0.0.1", pair_port_of(fd));
	pair_await(fd, POLLIN);
	assert_int_equal(rows_find(fd, IPPROTO_TCP).receive_queue, 1);
	peer_reset(fd_client);
	close(fd);
}

static void what_closed_first_waits_without_an_owner(void **state)
{
	struct sockdiag_row row;
	struct pair pair;

	(void)state;
	pair_join(&pair, "127.0.0.1");
	close(pair.fd_client);
	pair_await(pair.fd_server, POLLIN);
	close(pair.fd_server);
	row = rows_of_client(&pair);
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
	assert_int_equal(peer_listen(&pair_lo, &how, &fd, &err), 0);
	peer_local(fd, &at);
	row = rows_find(fd, IPPROTO_UDP);
	assert_int_equal(row.protocol, IPPROTO_UDP);
	assert_int_equal(row.state, TCP_CLOSE);
	assert_memory_equal(&row.local, &at, peer_address_len(&at));
	assert_int_equal(row.receive_queue, 0);
	assert_int_equal(peer_send_datagram(fd, "", 0, &at), 0);
	pair_await(fd, POLLIN);
	assert_true(rows_find(fd, IPPROTO_UDP).receive_queue > 0);
	assert_int_equal(peer_receive_datagram(fd, &got, NULL), 1);
	assert_int_equal(rows_find(fd, IPPROTO_UDP).receive_queue, 0);
	close(fd);
	bytes_done(&got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unread_bytes_and_an_unread_end_are_counted),
		cmocka_unit_test(an_end_alone_counts_until_it_is_read),
		cmocka_unit_test(a_reader_that_reads_nothing_is_seen_in_the_writers_queue),
		cmocka_unit_test(a_listener_says_how_many_wait_and_its_backlog),
		cmocka_unit_test(what_closed_first_waits_without_an_owner),
		cmocka_unit_test(datagram_sockets_are_listed),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, rows_open, rows_close);
}
