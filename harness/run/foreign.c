/*
 * See foreign.h. Of a connection of ours one end at least is a socket that a traced program has, which the record knows, or one at our own port: a
 * connection that no program has accepted yet, and one that nobody has any more, belong to no file.
 */
#include "run/foreign.h"
#include "run/stand_ins.h"
#include "run/talk.h"
#include <arpa/inet.h>
#include <errno.h>

static bool is_own(const struct sck_session *s, uint64_t inode)
{
	for (size_t i = 0; inode && i < s->record.sockets_count; i++)
		if (s->record.sockets[i].inode == inode)
			return true;
	return inode && talk_is_ours(s, inode);
}

/* It stands at the same place in both families' addresses. */
static bool has_own_port(const struct sck_session *s, const struct sockaddr_storage *address)
{
	const uint16_t port = ntohs(((const struct sockaddr_in *)address)->sin_port);

	return port == s->port || loopback_has_port(&s->loopback, s->own_port, port) ||
	       stand_ins_use(s->stand_ins, port);
}

bool foreign_connection(struct sck_session *s, const struct sockdiag_row *row)
{
	const struct sockaddr *here = (const struct sockaddr *)&row->local;
	const struct sockaddr *there = (const struct sockaddr *)&row->remote;
	struct sockdiag_row other;
	int code;

	if (s->loopback.is_private || s->untraced || is_own(s, row->inode) ||
	    has_own_port(s, &row->local) || has_own_port(s, &row->remote))
		return false;
	code = sockdiag_connection(&s->diag, there, here, &other, NULL);
	return code == -ENOENT || (!code && !is_own(s, other.inode));
}
