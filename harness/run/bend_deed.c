/*
 * What really happens to a socket, so that it behaves afterwards as after the real event. Done from our process on a copy of
 * the program's descriptor (pidfd_getfd(2)): the socket is the same one.
 *
 * A dead connection: the kernel is asked to end it as an error would (sock_diag(7), SOCK_DESTROY), and the error that it keeps is
 * taken away, for the call tells it. Where that is refused connect(2) with AF_UNSPEC does nearly the same, and shutdown(2) marks
 * both directions as shut though it fails; but such a socket can be connected again, another one answers EISCONN.
 */
#include "os/borrow.h"
#include "run/injection.h"
#include "run/talk.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void consume_error(int ours)
{
	int error;
	socklen_t len = sizeof(error);

	getsockopt(ours, SOL_SOCKET, SO_ERROR, &error, &len);
}

/*
 * What there is now, for a peer may send for ever. MSG_TRUNC throws bytes of a stream away (tcp(7)). Behind an urgent byte the
 * kernel counts anew.
 */
static void drain(int ours)
{
	for (int turn = 0; turn < 2; turn++) {
		int left = 0;
		ssize_t part = 1;

		if (ioctl(ours, FIONREAD, &left) < 0)
			return;
		for (; left > 0 && part > 0; left -= (int)part)
			part = recv(ours, NULL, (size_t)left, MSG_TRUNC | MSG_DONTWAIT);
	}
}

static int destroy(struct sck_session *s, int ours)
{
	struct sockaddr_storage local, remote;
	socklen_t local_len = sizeof(local), remote_len = sizeof(remote);
	uint64_t cookie;
	socklen_t cookie_len = sizeof(cookie);

	if (getsockname(ours, (struct sockaddr *)&local, &local_len) < 0 ||
	    getpeername(ours, (struct sockaddr *)&remote, &remote_len) < 0 ||
	    getsockopt(ours, SOL_SOCKET, SO_COOKIE, &cookie, &cookie_len) < 0)
		return -errno;
	return sockdiag_destroy(&s->diag, (struct sockaddr *)&local, (struct sockaddr *)&remote, cookie);
}

static int kill_connection(struct sck_session *s, int ours)
{
	const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

	if (destroy(s, ours) < 0) {
		if (connect(ours, &nowhere, sizeof(nowhere)) < 0)
			return -errno;
		shutdown(ours, SHUT_RDWR);
	}
	consume_error(ours);
	drain(ours);
	return 0;
}

int deed_dead(struct sck_session *s, const struct tracee *who, int fd)
{
	int ours = borrow(who, fd), rc = ours < 0 ? ours : kill_connection(s, ours);

	if (ours >= 0)
		close(ours);
	return rc;
}

int deed_pipe(struct sck_session *s, const struct tracee *who, int fd)
{
	int ours = borrow(who, fd), protocol = 0, rc;
	socklen_t len = sizeof(protocol);

	if (ours < 0)
		return ours;
	getsockopt(ours, SOL_SOCKET, SO_PROTOCOL, &protocol, &len);
	if (protocol == IPPROTO_TCP)
		rc = kill_connection(s, ours);
	else
		rc = shutdown(ours, SHUT_WR) < 0 ? -errno : 0;
	close(ours);
	return rc;
}

int deed_end(const struct tracee *who, int fd)
{
	int ours = borrow(who, fd), rc;

	if (ours < 0)
		return ours;
	rc = shutdown(ours, SHUT_RD) < 0 ? -errno : 0;
	close(ours);
	return rc;
}

/* Bytes left unread would make its close a reset. */
void deed_drain(const struct tracee *who, int fd)
{
	int ours = borrow(who, fd);

	if (ours < 0)
		return;
	drain(ours);
	close(ours);
}

/* To a port of our own that does not listen. */
int deed_connect_in_vain(struct sck_session *s, const struct tracee *who, int fd)
{
	union peer_address at;
	int ours = borrow(who, fd), domain = AF_INET, held, rc;
	socklen_t len = sizeof(domain);

	if (ours < 0)
		return ours;
	getsockopt(ours, SOL_SOCKET, SO_DOMAIN, &domain, &len);
	held = loopback_socket(&s->loopback, domain, SOCK_STREAM, 0, NULL);
	rc = held < 0 ? held : peer_address(&at, domain == AF_INET6 ? "::1" : "127.0.0.1", 0, NULL);
	if (rc == 0 && (bind(held, &at.sa, peer_address_len(&at)) < 0 || peer_local(held, &at) < 0))
		rc = -EADDRNOTAVAIL;
	if (rc == 0 && connect(ours, &at.sa, peer_address_len(&at)) == 0)
		rc = -EISCONN;
	if (held >= 0)
		close(held);
	close(ours);
	return rc;
}

int deed_stranger(struct sck_session *s, const struct tracee *who, int fd, const char *text)
{
	union peer_address to;
	int ours = borrow(who, fd), rc, *stranger;

	if (ours < 0)
		return ours;
	rc = peer_local(ours, &to);
	close(ours);
	if (rc < 0)
		return rc;
	stranger = &s->injection->fd_strangers[to.sa.sa_family == AF_INET6];
	if (*stranger < 0)
		*stranger = loopback_socket(&s->loopback, to.sa.sa_family, SOCK_DGRAM, 0, NULL);
	if (*stranger < 0)
		return *stranger;
	return sendto(*stranger, text, strlen(text), MSG_DONTWAIT, &to.sa, peer_address_len(&to)) < 0
		       ? -errno
		       : 0;
}

/* bind(2) to port 0 of any address ties it no more than the kernel's own choice does. */
void deed_take_port(const struct tracee *who, int fd)
{
	union peer_address at;
	int ours = borrow(who, fd);

	if (ours < 0)
		return;
	if (peer_local(ours, &at) == 0 && (at.sa.sa_family == AF_INET || at.sa.sa_family == AF_INET6) &&
	    !at.in.sin_port) /* sin6_port is at the same place */
		(void)bind(ours, &at.sa, peer_address_len(&at));
	close(ours);
}

int deed_set_blocking(const struct tracee *who, int fd, bool blocks)
{
	int ours = borrow(who, fd), flags, rc;

	if (ours < 0)
		return ours;
	flags = fcntl(ours, F_GETFL);
	rc = fcntl(ours, F_SETFL, blocks ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) < 0 ? -errno : 0;
	close(ours);
	return rc;
}

int deed_abort(const struct tracee *who, int fd)
{
	const struct linger at_once = { .l_onoff = 1 };
	int ours = borrow(who, fd), rc;

	if (ours < 0)
		return ours;
	rc = setsockopt(ours, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)) < 0 ? -errno : 0;
	close(ours);
	return rc;
}

static bool is_tcp_connection(int ours)
{
	int protocol = 0;
	struct sockaddr_storage peer;
	socklen_t len = sizeof(protocol), peer_len = sizeof(peer);

	return getsockopt(ours, SOL_SOCKET, SO_PROTOCOL, &protocol, &len) == 0 &&
	       protocol == IPPROTO_TCP && getpeername(ours, (struct sockaddr *)&peer, &peer_len) == 0;
}

/* A reset behind the peer's end is told as EPIPE (tcp_reset()). */
static int error_of_reset(int ours)
{
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);

	getsockopt(ours, IPPROTO_TCP, TCP_INFO, &info, &len);
	return info.tcpi_state == TCP_CLOSE_WAIT ? EPIPE : ECONNRESET;
}

/* What has come stays, also where the connection is destroyed; of connect(2) it would not, so it is not done where that is refused. */
int deed_hang_up(struct sck_session *s, const struct tracee *who, int fd)
{
	int ours = borrow(who, fd), rc = -ENOTCONN, error;

	if (ours < 0)
		return ours;
	if (!is_tcp_connection(ours))
		goto out;
	error = error_of_reset(ours);
	rc = destroy(s, ours);
	if (rc == 0)
		rc = error;
out:
	close(ours);
	return rc;
}
