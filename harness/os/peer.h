/*
 * Our end: the primitive acts on a socket of ours inside a loopback. Each acts at once on a
 * non-blocking descriptor and says what happened; waiting is session's. Knows no program.
 */
#ifndef OS_PEER_H
#define OS_PEER_H

#include "base/bytes.h"
#include "os/loopback.h"
#include <netinet/in.h>
#include <sys/socket.h>

union peer_address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_storage storage;
};

/* HOST is numeric ("127.0.0.1", "::1", "::ffff:127.0.0.1"). 0 or -EINVAL. */
int peer_address(union peer_address *ret, const char *host, uint16_t port, struct sck_err *err);
socklen_t peer_address_len(const union peer_address *a);

/*
 * A stream socket whose connection has been begun: 0 established, -EINPROGRESS under way,
 * -ECONNREFUSED ... ; *ret_fd set unless it failed. A NARROW one has small segments and buffers:
 * both directions together hold what is not read up to some 256 KiB, after much traffic about
 * 1 MiB, in place of several MiB.
 */
int peer_connect(struct loopback *lo, const union peer_address *to, bool narrow, int *ret_fd,
		 struct sck_err *err);
int peer_connect_result(int fd); /* once writable: 0 or the negative errno (SO_ERROR) */

struct peer_listen {
	bool ipv4, ipv6; /* at which loopback addresses */
	uint16_t port;
	int type;            /* SOCK_STREAM or SOCK_DGRAM */
	int backlog;         /* negative: bound, but does not listen (connections are refused) */
	int receive_buffer;  /* 0: the system's */
	bool narrow;         /* what is accepted, as by peer_connect() */
	const char *address; /* instead: at this one, also of the other host (other.h); NULL */
};
/* One descriptor serves both families (a dual-stack socket bound to [::], which has lo alone). */
int peer_listen(struct loopback *lo, const struct peer_listen *how, int *ret_fd, struct sck_err *err);
/* A non-blocking descriptor with TCP_NODELAY, or a negative errno. */
int peer_accept(int fd_listener);

/* Bytes taken, or a negative errno; no SIGPIPE. */
ssize_t peer_send(int fd, const void *bytes, size_t len, int flags);
/*
 * Reads what is there into TO, at most MOST bytes: > 0 bytes, 0 nothing there, -EPIPE the end,
 * other negative errno.
 */
ssize_t peer_receive(int fd, struct bytes *to, size_t most);
/*
 * One datagram into TO (replaced), its sender in *ret_from (may be NULL): 1 came, 0 none there, or
 * a negative errno.
 */
int peer_receive_datagram(int fd, struct bytes *to, union peer_address *ret_from);
/* TO is NULL where the socket is connected. 0 or a negative errno. */
int peer_send_datagram(int fd, const void *bytes, size_t len, const union peer_address *to);

int peer_connect_datagrams(int fd, const union peer_address *to); /* 0 or a negative errno */

int peer_half_close(int fd);
void peer_reset(int fd); /* SO_LINGER 0 and close */
int peer_shrink(int fd, int bytes);
/* Bytes that the other end has not acknowledged (SIOCOUTQ), or a negative errno. */
int peer_unsent(int fd);
int peer_local(int fd, union peer_address *ret);
int peer_remote(int fd, union peer_address *ret);

#endif
