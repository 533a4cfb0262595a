/* See rows.h. */
#include "support/rows.h"
#include <sys/stat.h>

struct sockdiag rows_diag;
static struct sck_err err;

int rows_open(void **state)
{
	if (pair_open_loopback(state))
		return -1;
	if (sockdiag_open(&rows_diag, &pair_lo, &err)) {
		print_error("%s\n", err.text);
		return -1;
	}
	return 0;
}

int rows_close(void **state)
{
	sockdiag_close(&rows_diag);
	return pair_close_loopback(state);
}

uint64_t rows_inode_of(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	return st.st_ino;
}

static struct sockdiag_row row_of(const union peer_address *local, const union peer_address *remote)
{
	struct sockdiag_row row = { 0 };

	assert_int_equal(sockdiag_connection(&rows_diag, &local->sa, &remote->sa, &row, &err), 0);
	return row;
}

struct sockdiag_row rows_of_server(const struct pair *pair)
{
	return row_of(&pair->server, &pair->client);
}

struct sockdiag_row rows_of_client(const struct pair *pair)
{
	return row_of(&pair->client, &pair->server);
}

static bool take_by_inode(void *arg, const struct sockdiag_row *row)
{
	struct sockdiag_row *wanted = arg;
	bool is_it = row->inode == wanted->inode;

	if (is_it)
		*wanted = *row;
	return !is_it;
}

struct sockdiag_row rows_find(int fd, int protocol)
{
	struct sockdiag_row row = { .inode = rows_inode_of(fd), .protocol = -1 };

	assert_int_equal(sockdiag_each(&rows_diag, protocol, take_by_inode, &row, &err), 0);
	assert_int_equal(row.protocol, protocol);
	return row;
}
