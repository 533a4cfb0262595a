/*
 * The other host, as the keeper makes it: a network namespace of its own at the far end of a wire (veth(4)), which is also the router to a
 * network where nobody is. Knows neither request nor session.
 */
#ifndef OS_VETH_H
#define OS_VETH_H

#include <stdbool.h>

/* The device at either end, and what an Ethernet header to either says: they have one address. */
#define VETH_NAME "wire"
#define VETH_MAC                 \
	{                        \
		2, 0, 0, 0, 0, 1 \
	}

/*
 * Makes it, for the network namespace that the caller is in, and needs CAP_SYS_ADMIN and CAP_NET_ADMIN there. *ret_fd: the other's network
 * namespace. -EOPNOTSUPP: the kernel has no veth. Uses neither malloc nor stdio streams.
 */
int veth_make(bool has_ipv6, int *ret_fd);

#endif
