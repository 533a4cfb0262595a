/*
 * Our end of what the program under test talks to: one system call or two each, on non-blocking
 * descriptors. EINTR never comes out of here, nor does SIGPIPE. Fed by session, which does all
 * waiting.
 */
#include "os/peer.h"
#include "os/other.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/*
 * One call's worth: the first is what a connection's queue seldom exceeds, the second what no
 * datagram exceeds.
 */
enum { STREAM_ROOM = 64 * 1024, DATAGRAM_ROOM = 64 * 1024 };

/* The result of a call, or its negative errno; the call again if a signal came. */
#define AGAIN_ON_EINTR(call)                      \
	({                                        \
		ssize_t n_;                       \
		do                                \
			n_ = (call);              \
		while (n_ < 0 && errno == EINTR); \
		n_ < 0 ? -errno : n_;             \
	})

static int set_option(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value)) ? -errno : 0;
}

int peer_address(union peer_address *ret, const char *host, uint16_t port, struct sck_err *err)
{
	memset(ret, 0, sizeof(*ret));
	if (inet_pton(AF_INET, host, &ret->in.sin_addr) == 1) {
		ret->in.sin_family = AF_INET;
		ret->in.sin_port = htons(port);
		return 0;
	}
	if (inet_pton(AF_INET6, host, &ret->in6.sin6_addr) == 1) {
		ret->in6.sin6_family = AF_INET6;
		ret->in6.sin6_port = htons(port);
		return 0;
	}
	return err_set(err, -EINVAL, "%s is not a numeric address", host);
}

socklen_t peer_address_len(const union peer_address *a)
{
	return a->sa.sa_family == AF_INET ? sizeof(a->in) : sizeof(a->in6);
}

/*
 * Before connect(2) and listen(2), which settle both (tcp(7)). Segments of loopback's 64 KiB would let the other end's buffers
 * grow by that much each; a buffer holds about two times what is asked for (socket(7), SO_RCVBUF).
 */
static void make_narrow(int fd)
{
	enum { SEGMENT = 1400, BUFFER = 4096 };

	set_option(fd, IPPROTO_TCP, TCP_MAXSEG, SEGMENT);
	set_option(fd, SOL_SOCKET, SO_RCVBUF, BUFFER);
	set_option(fd, SOL_SOCKET, SO_SNDBUF, BUFFER);
}

int peer_connect(struct loopback *lo, const union peer_address *to, bool narrow, int *ret_fd,
		 struct sck_err *err)
{
	int fd = loopback_socket(lo, to->sa.sa_family, SOCK_STREAM, 0, err), code;

	*ret_fd = -1;
	if (fd < 0)
		return fd;
	set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	if (to->sa.sa_family == AF_INET6) /* mapped addresses, whatever net.ipv6.bindv6only says */
		set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	if (narrow)
		make_narrow(fd);
	code = connect(fd, &to->sa, peer_address_len(to)) ? -errno : 0;
	if (code == -EINTR) /* it goes on by itself (connect(2)) */
		code = -EINPROGRESS;
	if (!code || code == -EINPROGRESS) {
		*ret_fd = fd;
		return code;
	}
	close(fd);
	return err_errno(err, code, "cannot connect");
}

int peer_connect_result(int fd)
{
	int code = 0;
	socklen_t len = sizeof(code);

	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &len) ? -errno : -code;
}

/*
 * Where the listener binds. Both families: [::], which no one but lo can reach in a private
 * loopback; on the host's see shut_out_the_network().
 */
static int choose_address(struct loopback *lo, const struct peer_listen *how,
			  union peer_address *ret, struct sck_err *err)
{
	if (how->address)
		return peer_address(ret, how->address, how->port, err);
	if (!how->ipv4 && !how->ipv6)
		return err_set(err, -EINVAL, "a listener at neither 127.0.0.1 nor ::1");
	if (how->ipv6 && !lo->has_ipv6)
		return err_set(err, -EAFNOSUPPORT, "there is no IPv6 here: ::1 cannot be bound");
	return peer_address(ret,
			    !how->ipv6  ? "127.0.0.1"
			    : how->ipv4 ? "::"
					: "::1",
			    how->port, err);
}

/*
 * SO_REUSEADDR lets a listener follow one whose connections linger; between datagram sockets it
 * would share the port.
 */
static int prepare_listener(int fd, int family, const struct peer_listen *how)
{
	int code = 0;

	if (how->type == SOCK_STREAM)
		code = set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (!code && family == AF_INET6 && how->ipv6)
		code = set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, !how->ipv4);
	if (how->narrow)
		make_narrow(fd);
	/*
	 * Before listen(2): the window of an accepted connection is settled during its handshake
	 * (tcp(7)).
	 */
	if (!code && how->receive_buffer)
		code = set_option(fd, SOL_SOCKET, SO_RCVBUF, how->receive_buffer);
	return code;
}

/* [::] takes nothing but what comes by lo, as all does that this machine sends to itself. Before Linux 5.7 that took CAP_NET_RAW. */
static int shut_out_the_network(int fd, const struct loopback *lo, const struct peer_listen *how,
				struct sck_err *err)
{
	static const char device[] = "lo";

	if (lo->is_private || how->address || !how->ipv4 || !how->ipv6 ||
	    !setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, sizeof(device)))
		return 0;
	return err_set(err, -EOPNOTSUPP,
		       "a listener at 127.0.0.1 and ::1 would be open to the network here: %s",
		       lo->reason);
}

int peer_listen(struct loopback *lo, const struct peer_listen *how, int *ret_fd, struct sck_err *err)
{
	union peer_address at = { 0 };
	int fd, code = choose_address(lo, how, &at, err);

	*ret_fd = -1;
	if (code)
		return code;
	if (how->address && other_has(lo, how->address))
		fd = other_socket(lo, at.sa.sa_family, how->type, 0, err);
	else
		fd = loopback_socket(lo, at.sa.sa_family, how->type, 0, err);
	if (fd < 0)
		return fd;
	code = shut_out_the_network(fd, lo, how, err);
	if (code) {
		close(fd);
		return code;
	}
	code = prepare_listener(fd, at.sa.sa_family, how);
	if (!code && bind(fd, &at.sa, peer_address_len(&at)))
		code = -errno;
	if (!code && how->type == SOCK_STREAM && how->backlog >= 0 && listen(fd, how->backlog))
		code = -errno;
	if (code) {
		close(fd);
		return err_errno(err, code, "cannot hold port %u", how->port);
	}
	*ret_fd = fd;
	return 0;
}

int peer_accept(int fd_listener)
{
	int fd = AGAIN_ON_EINTR(accept4(fd_listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC));

	if (fd >= 0)
		set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	return fd;
}

ssize_t peer_send(int fd, const void *bytes, size_t len, int flags)
{
	return AGAIN_ON_EINTR(send(fd, bytes, len, flags | MSG_NOSIGNAL | MSG_DONTWAIT));
}

/*
 * One recv(2) only: a second one, finding an error or the end behind the bytes, would use it up
 * unseen.
 */
ssize_t peer_receive(int fd, struct bytes *to, size_t most)
{
	size_t room = most < STREAM_ROOM ? most : STREAM_ROOM;
	ssize_t n;

	if (!room)
		return 0;
	n = AGAIN_ON_EINTR(recv(fd, bytes_grow(to, room), room, MSG_DONTWAIT));
	if (n > 0)
		to->len += n;
	if (n == -EAGAIN)
		return 0;
	return n == 0 ? -EPIPE : n;
}

int peer_receive_datagram(int fd, struct bytes *to, union peer_address *ret_from)
{
	union peer_address from = { 0 };
	socklen_t len = sizeof(from);
	ssize_t n;

	bytes_clear(to);
	n = AGAIN_ON_EINTR(recvfrom(fd, bytes_grow(to, DATAGRAM_ROOM), DATAGRAM_ROOM, MSG_DONTWAIT,
				    &from.sa, &len));
	if (n < 0)
		return n == -EAGAIN ? 0 : n;
	to->len = n;
	if (ret_from)
		*ret_from = from;
	return 1;
}

int peer_send_datagram(int fd, const void *bytes, size_t len, const union peer_address *to)
{
	ssize_t n = AGAIN_ON_EINTR(sendto(fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT,
					  to ? &to->sa : NULL, to ? peer_address_len(to) : 0));

	return n < 0 ? n : 0;
}

int peer_connect_datagrams(int fd, const union peer_address *to)
{
	return connect(fd, &to->sa, peer_address_len(to)) ? -errno : 0;
}

int peer_half_close(int fd)
{
	return shutdown(fd, SHUT_WR) ? -errno : 0;
}

void peer_reset(int fd)
{
	struct linger at_once = { .l_onoff = 1 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
}

int peer_shrink(int fd, int bytes)
{
	int code = set_option(fd, SOL_SOCKET, SO_SNDBUF, bytes);

	return code ? code : set_option(fd, SOL_SOCKET, SO_RCVBUF, bytes);
}

int peer_unsent(int fd)
{
	int n;

	return ioctl(fd, SIOCOUTQ, &n) ? -errno : n;
}

int peer_local(int fd, union peer_address *ret)
{
	socklen_t len = sizeof(*ret);

	return getsockname(fd, &ret->sa, &len) ? -errno : 0;
}

int peer_remote(int fd, union peer_address *ret)
{
	socklen_t len = sizeof(*ret);

	return getpeername(fd, &ret->sa, &len) ? -errno : 0;
}
