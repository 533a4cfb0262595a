/*
 * The rows of os/sockdiag for sockets of the test's own, on the loopback of pair.h: each is found or the test fails.
 */
#ifndef SUPPORT_ROWS_H
#define SUPPORT_ROWS_H

#include "os/sockdiag.h"
#include "support/pair.h"

extern struct sockdiag rows_diag; /* open between these two, which open and close the loopback as well */
int rows_open(void **state);
int rows_close(void **state);

uint64_t rows_inode_of(int fd);
struct sockdiag_row rows_of_server(const struct pair *pair);
struct sockdiag_row rows_of_client(const struct pair *pair);
/* The row of a socket of ours, found among all of them. */
struct sockdiag_row rows_find(int fd, int protocol);

#endif
