/* See pair.h. */
#include "support/pair.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct loopback pair_lo;
static struct sck_err err;

int pair_open_loopback(void **state)
{
	(void)state;
	if (loopback_open(&pair_lo, &err)) {
		print_error("%s\n", err.text);
		return -1;
	}
	if (!pair_lo.is_private)
		print_message("on the host's loopback: %s\n", pair_lo.reason);
	return 0;
}

int pair_close_loopback(void **state)
{
	(void)state;
	loopback_close(&pair_lo);
	return pair_lo.keeper && waitpid(pair_lo.keeper, NULL, 0) != pair_lo.keeper ? -1 : 0;
}

void pair_await(int fd, short events)
{
	struct pollfd p = { fd, events, 0 };

	assert_int_equal(poll(&p, 1, 10000), 1);
}

uint16_t pair_port_of(int fd)
{
	union peer_address local;

	assert_int_equal(peer_local(fd, &local), 0);
	return ntohs(local.sa.sa_family == AF_INET ? local.in.sin_port : local.in6.sin6_port);
}

int pair_listen(bool ipv4, bool ipv6, int backlog)
{
	struct peer_listen how = { .ipv4 = ipv4, .ipv6 = ipv6, .type = SOCK_STREAM, .backlog = backlog };
	int fd;

	assert_int_equal(peer_listen(&pair_lo, &how, &fd, &err), 0);
	return fd;
}

int pair_connect(const char *host, uint16_t port)
{
	union peer_address to;
	int fd, code;

	assert_int_equal(peer_address(&to, host, port, &err), 0);
	code = peer_connect(&pair_lo, &to, false, &fd, &err);
	if (code != -EINPROGRESS)
		return code ? code : fd;
	pair_await(fd, POLLOUT);
	code = peer_connect_result(fd);
	if (!code)
		return fd;
	close(fd);
	return code;
}

void pair_join_at(struct pair *ret, const char *host, int fd_listener)
{
	ret->fd_listener = fd_listener;
	ret->fd_client = pair_connect(host, pair_port_of(fd_listener));
	assert_true(ret->fd_client >= 0);
	pair_await(ret->fd_listener, POLLIN);
	ret->fd_server = peer_accept(ret->fd_listener);
	assert_true(ret->fd_server >= 0);
	assert_int_equal(peer_local(ret->fd_client, &ret->client), 0);
	assert_int_equal(peer_local(ret->fd_server, &ret->server), 0);
}

void pair_join(struct pair *ret, const char *host)
{
	bool is_ipv6 = strchr(host, ':');

	pair_join_at(ret, host, pair_listen(!is_ipv6, is_ipv6, 8));
}

void pair_part(struct pair *pair)
{
	peer_reset(pair->fd_client);
	close(pair->fd_server);
	close(pair->fd_listener);
}
