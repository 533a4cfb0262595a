/*
 * The MTU of lo inside a private loopback. An ordinary caller may set it there, too: the network belongs to a user namespace that is his.
 */
#include "os/loopback.h"
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

int loopback_mtu(struct loopback *lo, int bytes, struct sck_err *err)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_mtu = bytes };
	int fd, code;

	if (!lo->is_private)
		return err_set(err, -EOPNOTSUPP, "this is the host's loopback: %s", lo->reason);
	fd = loopback_socket(lo, AF_INET, SOCK_DGRAM, 0, err);
	if (fd < 0)
		return fd;
	code = ioctl(fd, SIOCSIFMTU, &request) ? -errno : 0;
	close(fd);
	return code ? err_errno(err, code, "cannot make %d bytes the MTU of lo inside the loopback", bytes)
		    : 0;
}
