/*
 * A port on the host's loopback (loopback.h), where others come and go meanwhile. It lies where the kernel takes none by itself for a socket
 * that asks for any (ip_local_port_range), it is free for TCP and UDP at every address, also of connections that linger, and it is ours
 * alone among all sessions of this network, and so are the few behind it: an abstract address with its number, which the kernel gives back with
 * the session, however that ends (unix(7)). Where others have taken all of these, it is what the kernel chooses, and alone.
 */
#include "os/loopback.h"
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { PRIVATE_PORT = 7007, FIRST = 10000, LAST = 65535, TRIES_MOST = 512 };

/* Of the kernel's own choice: LO to HI. */
static void read_range(unsigned *ret_lo, unsigned *ret_hi)
{
	FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");

	if (!file || fscanf(file, "%u %u", ret_lo, ret_hi) != 2) {
		*ret_lo = 32768;
		*ret_hi = 60999;
	}
	if (file)
		fclose(file);
}

/* The first of so many that are taken together. */
static unsigned first_of(unsigned port)
{
	return port - port % LOOPBACK_PORTS_AT_ONCE;
}

/* To bind PORT (0: any) of the wildcard address, for a moment. The port, or a negative errno. */
static int bind_any(int domain, int type, unsigned port)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
	struct sockaddr *sa = domain == AF_INET ? (struct sockaddr *)&in : (struct sockaddr *)&in6;
	socklen_t len = domain == AF_INET ? sizeof(in) : sizeof(in6);
	int fd = socket(domain, type | SOCK_CLOEXEC, 0), yes = 1, code = 0;

	if (fd < 0)
		return -errno;
	if (domain == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes));
	if (bind(fd, sa, len) || getsockname(fd, sa, &len))
		code = -errno;
	close(fd);
	return code ? code : ntohs(domain == AF_INET ? in.sin_port : in6.sin6_port);
}

static bool is_free(const struct loopback *lo, unsigned port)
{
	return bind_any(AF_INET, SOCK_STREAM, port) > 0 && bind_any(AF_INET, SOCK_DGRAM, port) > 0 &&
	       (!lo->has_ipv6 || (bind_any(AF_INET6, SOCK_STREAM, port) > 0 &&
				  bind_any(AF_INET6, SOCK_DGRAM, port) > 0));
}

static bool all_free(const struct loopback *lo, unsigned first)
{
	for (unsigned port = first; port < first + LOOPBACK_PORTS_AT_ONCE; port++)
		if (!is_free(lo, port))
			return false;
	return true;
}

/* The descriptor that says so, or -1. */
static int take(const struct loopback *lo, unsigned port)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int len = snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1, "sockcheck-port-%u", port);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 &&
	    bind(fd, (struct sockaddr *)&address,
		 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)len)) == 0 &&
	    all_free(lo, port))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The first port, or -EADDRINUSE. */
static int choose_some(const struct loopback *lo, int *ret_fd)
{
	unsigned range_lo, range_hi, at = 0;

	if (getrandom(&at, sizeof(at), 0) < 0)
		at = (unsigned)getpid();
	read_range(&range_lo, &range_hi);
	for (int i = 0; i < TRIES_MOST; i++) {
		unsigned candidate = first_of(FIRST + at % (LAST - FIRST + 1));

		if ((candidate + LOOPBACK_PORTS_AT_ONCE <= range_lo || candidate > range_hi) &&
		    (*ret_fd = take(lo, candidate)) >= 0)
			return (int)candidate;
		at = at * 1664525 + 1013904223; /* anywhere else: where all went on alike, ports that linger would come to lie in a row */
	}
	return -EADDRINUSE;
}

static int choose(struct loopback *lo, int type)
{
	int port = choose_some(lo, &lo->fd_port);

	if (port > 0)
		return port;
	for (int i = 0; i < TRIES_MOST; i++) {
		port = bind_any(AF_INET, type, 0);
		if (port < 0 || is_free(lo, (unsigned)port))
			return port;
	}
	return -EADDRINUSE;
}

bool loopback_has_port(const struct loopback *lo, uint16_t own, uint16_t port)
{
	return lo->is_private || port == own || (lo->fd_port >= 0 && first_of(port) == first_of(own));
}

int loopback_port(struct loopback *lo, int type, uint16_t *ret_port, struct sck_err *err)
{
	int port = lo->is_private ? PRIVATE_PORT : choose(lo, type);

	if (port < 0)
		return err_errno(err, port, "no port is free on the host's loopback");
	*ret_port = (uint16_t)port;
	return 0;
}

int loopback_more_ports(struct loopback *lo, uint16_t *ret_first, struct sck_err *err)
{
	int first;

	if (lo->more_ports_count == LOOPBACK_MORE_PORTS)
		return err_errno(err, -ENFILE, "no more ports on the host's loopback");
	first = choose_some(lo, &lo->fd_more_ports[lo->more_ports_count]);
	if (first < 0)
		return err_errno(err, first, "no more ports are free on the host's loopback");
	lo->more_ports_count++;
	*ret_first = (uint16_t)first;
	return 0;
}
