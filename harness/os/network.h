/*
 * What a network consists of besides its sockets: addresses and routes, as the kernel is told of them by rtnetlink(7) through a socket
 * that was made in that network. Waits for the kernel alone, which answers at once. Knows no namespace; loopback.c makes the socket.
 */
#ifndef OS_NETWORK_H
#define OS_NETWORK_H

#include "base/err.h"
#include <stdbool.h>

/* FD is one of NETLINK_ROUTE. Each: 0, or a negative errno with the reason. */
int network_add_address(int fd, const char *address, struct sck_err *err); /* to lo, as /32 or /128; it can be reached */
/*
 * "unreachable 198.51.100.0/24": nothing gets there. The kind is unreachable, prohibit or blackhole (ip-route(8)); what stands behind it
 * is an address, or a network with its length.
 */
int network_add_route(int fd, const char *route, struct sck_err *err);
int network_set_lo(int fd, bool up, struct sck_err *err);

/* ---- What these are made of, for other interfaces than lo; 0 or a negative errno ---- */

enum { NETWORK_ROOM = 512 }; /* for a request */
struct nlmsghdr;
struct nlmsghdr *network_begin(char room[NETWORK_ROOM], int type, int flags);
int network_tell(int fd, const struct nlmsghdr *nlh); /* sends the request: what the kernel says of it */
/* To the interface of this index, in a network of PREFIX bits (-1: alone); returns when it can be reached. */
int network_put_address(int fd, unsigned index, int prefix, const char *address);

#endif
