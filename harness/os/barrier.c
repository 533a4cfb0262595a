/* See barrier.h. The socket stays with the loopback: a lasting one would have it made anew for each session. */
#include "os/barrier.h"
#include "os/peer.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static int make(struct loopback *lo, struct sck_err *err)
{
	union peer_address self;
	int fd = loopback_socket(lo, AF_INET, SOCK_DGRAM, 0, err), code;

	if (fd < 0)
		return fd;
	code = peer_address(&self, "127.0.0.1", 0, err);
	if (!code && bind(fd, &self.sa, peer_address_len(&self)) == 0 &&
	    peer_local(fd, &self) == 0 && connect(fd, &self.sa, peer_address_len(&self)) == 0) {
		lo->barrier_port = ntohs(self.in.sin_port);
		return fd;
	}
	code = err_errno(err, -errno, "a datagram socket on 127.0.0.1");
	close(fd);
	return code;
}

int barrier_open(struct loopback *lo, struct sck_err *err)
{
	int fd = lo->fd_barrier < 0 ? make(lo, err) : lo->fd_barrier;

	if (fd < 0)
		return fd;
	lo->fd_barrier = fd;
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return fd < 0 ? err_errno(err, -errno, "a datagram socket on 127.0.0.1") : fd;
}

bool barrier_pass(int fd)
{
	static uint32_t serial;
	uint32_t back = 0;
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	serial++;
	if (send(fd, &serial, sizeof(serial), 0) != (ssize_t)sizeof(serial))
		return false;
	while (back != serial) {
		if (recv(fd, &back, sizeof(back), MSG_DONTWAIT) == (ssize_t)sizeof(back))
			continue;
		if (errno != EAGAIN || poll(&ready, 1, 1000) <= 0)
			return false;
	}
	return true;
}
