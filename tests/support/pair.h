/*
 * Connections on a loopback whose both ends are the test's, for the unit tests of what os/ does with sockets. What is
 * wanted here is asserted. A wait is a poll(2) for the event. Knows nothing of what is tested on the ends.
 */
#ifndef SUPPORT_PAIR_H
#define SUPPORT_PAIR_H

/* cmocka.h asks for these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "os/peer.h"

struct pair {
	int fd_listener, fd_client, fd_server;
	union peer_address client, server; /* of each end, as its own socket has it */
};

/* The loopback of the test program, and what opens it before its tests and closes it after them. */
extern struct loopback pair_lo;
int pair_open_loopback(void **state);
int pair_close_loopback(void **state);

void pair_await(int fd, short events);
uint16_t pair_port_of(int fd);
/* At a port that is free. BACKLOG -1: it holds its port and refuses. */
int pair_listen(bool ipv4, bool ipv6, int backlog);
/* The connection's descriptor, or the negative errno that came of it in the end. */
int pair_connect(const char *host, uint16_t port);
/* A connection to HOST, taken by a listener of its own family; or by FD_LISTENER. */
void pair_join(struct pair *ret, const char *host);
void pair_join_at(struct pair *ret, const char *host, int fd_listener);
void pair_part(struct pair *pair);

#endif
