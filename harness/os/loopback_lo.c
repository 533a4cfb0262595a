/*
 * What can be changed of the interface lo inside a private loopback, besides its addresses. An ordinary caller may do so, too: the network
 * belongs to a user namespace that is his.
 */
#include "os/loopback.h"
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/route.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LO_INDEX = 1 }; /* in every network namespace */

static int ask(struct loopback *lo, int domain, unsigned long request, void *arg, struct sck_err *err)
{
	int fd, code = loopback_alter(lo, err);

	if (code)
		return code;
	fd = loopback_socket(lo, domain, SOCK_DGRAM, 0, err);
	if (fd < 0)
		return fd;
	code = ioctl(fd, request, arg) ? -errno : 0;
	close(fd);
	return code;
}

int loopback_mtu(struct loopback *lo, int bytes, struct sck_err *err)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_mtu = bytes };
	int code = ask(lo, AF_INET, SIOCSIFMTU, &request, err);

	return code ? err_errno(err, code, "cannot make %d bytes the MTU of lo inside the loopback", bytes)
		    : 0;
}

/* A route by lo that is not a local one only refuses (fib6_is_reject() in the kernel's net/ipv6/route.c). */
int loopback_groups(struct loopback *lo, struct sck_err *err)
{
	struct in6_rtmsg groups = { .rtmsg_dst.s6_addr = { 0xff },
				    .rtmsg_dst_len = 8,
				    .rtmsg_metric = 256,
				    .rtmsg_flags = RTF_UP | RTF_LOCAL,
				    .rtmsg_type = RTN_LOCAL,
				    .rtmsg_ifindex = LO_INDEX };
	int code = ask(lo, AF_INET6, SIOCADDRT, &groups, err);

	return code && code != -EEXIST
		       ? err_errno(err, code, "cannot send to groups of IPv6 inside the loopback")
		       : 0;
}
