/*
 * See talk.h. A peer that reads takes everything into its inbox at once, so that a program is never held up by us unless
 * the test says so; what a test sends waits in the outbox for room in the socket's buffer.
 */
#include "run/talk.h"
#include "facts/family.h"
#include "run/tap.h"
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RECEIVE_MOST = 1 << 18, INBOX_CAP = 64 << 20 };

struct sck_peer *talk_new(struct sck_session *s, enum peer_kind kind, int fd, struct sck_program *p)
{
	struct sck_peer *peer = calloc(1, sizeof(*peer));

	if (!peer)
		abort();
	peer->session = s;
	peer->kind = kind;
	peer->fd = fd;
	peer->program = p;
	peer->reads = kind != PEER_LISTENER;
	peer_local(fd, &peer->local);
	peer_remote(fd, &peer->remote);
	peer->next = s->peers;
	s->peers = peer;
	return peer;
}

void talk_free(struct sck_peer *peer)
{
	if (peer->fd >= 0)
		close(peer->fd);
	bytes_done(&peer->inbox);
	bytes_done(&peer->outbox);
	bytes_done(&peer->taken);
	free(peer->inbox_lens);
	free(peer);
}

bool talk_is_ours(const struct sck_session *s, uint64_t inode)
{
	struct stat st;

	for (const struct sck_peer *peer = s->peers; peer; peer = peer->next)
		if (peer->fd >= 0 && fstat(peer->fd, &st) == 0 && st.st_ino == inode)
			return true;
	return false;
}

const char *talk_host(const struct sck_session *s)
{
	return s->address[0] ? s->address : s->family->connect_to;
}

int talk_target(struct sck_session *s, union peer_address *ret)
{
	return peer_address(ret, talk_host(s), s->port, NULL);
}

int talk_connect(struct sck_session *s, struct sck_program *p, struct sck_peer **ret, struct sck_err *err)
{
	union peer_address to;
	int fd = -1, rc = talk_target(s, &to);

	*ret = NULL;
	if (rc == 0)
		rc = peer_connect(&s->loopback, &to, s->is_narrow, &fd, err);
	if (rc < 0 && rc != -EINPROGRESS)
		return rc;
	*ret = talk_new(s, PEER_STREAM, fd, p);
	(*ret)->remote = to;
	(*ret)->connecting = rc == -EINPROGRESS;
	return rc;
}

static size_t room_in_inbox(const struct sck_peer *peer)
{
	size_t most = peer->takes ? peer->takes : INBOX_CAP;

	return peer->inbox.len < most ? most - peer->inbox.len : 0;
}

short talk_wants(const struct sck_peer *peer)
{
	short events = 0;

	if (peer->fd < 0 || peer->kind == PEER_LISTENER)
		return 0;
	if (peer->connecting)
		return POLLOUT;
	if (peer->reads && !peer->has_end && (!peer->error || peer->kind == PEER_DATAGRAM) &&
	    room_in_inbox(peer))
		events |= POLLIN;
	if (peer->outbox.len && !peer->error)
		events |= POLLOUT;
	return events;
}

/* One read; false when nothing more is there. */
static bool receive_some(struct sck_peer *peer)
{
	size_t room = room_in_inbox(peer);
	ssize_t n = room ? peer_receive(peer->fd, &peer->inbox, room < RECEIVE_MOST ? room : RECEIVE_MOST)
			 : 0;

	if (n == -EPIPE)
		peer->has_end = true;
	else if (n < 0)
		peer->error = (int)n;
	return n > 0;
}

static void receive_stream(struct sck_peer *peer)
{
	while (receive_some(peer))
		;
}

/*
 * The connection is lost. What came before is still there to be read; the error has been taken from the socket by whoever
 * met it, so that an end shows in its place, which is a true one only where the program's came first (EPIPE).
 */
static void lose(struct sck_peer *peer, int error)
{
	bool had_end = peer->has_end;

	if (peer->reads && !had_end)
		receive_stream(peer);
	if (error != -EPIPE)
		peer->has_end = had_end;
	peer->error = error;
}

static void flush(struct sck_peer *peer)
{
	while (peer->outbox.len && !peer->error && !peer->connecting) {
		ssize_t n = peer_send(peer->fd, peer->outbox.data, peer->outbox.len, 0);

		if (n == -EAGAIN)
			return;
		if (n < 0) {
			lose(peer, (int)n);
			break;
		}
		peer->sent += (uint64_t)n;
		bytes_drop_front(&peer->outbox, (size_t)n);
	}
	if (peer->error)
		bytes_clear(&peer->outbox);
	if (peer->closes_writing && !peer->connecting) {
		peer->closes_writing = false;
		peer_half_close(peer->fd);
	}
}

/* What others sent before the connect is still in the queue. */
static bool is_from_a_stranger(struct sck_peer *peer, const union peer_address *from)
{
	if (!peer->moves)
		return false;
	if (peer->answers && peer_connect_datagrams(peer->fd, from) == 0) {
		peer->answers = false;
		peer->remote = *from;
	}
	return memcmp(&peer->remote, from, peer_address_len(from)) != 0;
}

static void receive_datagrams(struct sck_peer *peer)
{
	struct bytes datagram = { 0 };
	union peer_address from;
	int rc;

	while ((rc = peer_receive_datagram(peer->fd, &datagram, &from)) == 1) {
		if (is_from_a_stranger(peer, &from))
			continue;
		if (peer->answers)
			peer->remote = from;
		bytes_append(&peer->inbox, datagram.data, datagram.len);
		peer->inbox_lens = reallocarray(peer->inbox_lens, peer->inbox_count + 1, sizeof(size_t));
		if (!peer->inbox_lens)
			abort();
		peer->inbox_lens[peer->inbox_count++] = datagram.len;
	}
	if (rc < 0)
		peer->error = rc;
	bytes_done(&datagram);
}

void talk_ready(struct sck_peer *peer, short revents)
{
	if (peer->connecting) {
		peer->connecting = false;
		peer->error = peer_connect_result(peer->fd);
		if (peer->error == -ECONNRESET)
			lose(peer, peer->error); /* it stood, and was reset at once */
		peer_local(peer->fd, &peer->local);
	}
	if (peer->kind == PEER_DATAGRAM) {
		receive_datagrams(peer);
		return;
	}
	/* no more than that: reading lets a sender go on, and a step that has enough must be able to stop it */
	if (peer->reads && !peer->has_end && !peer->error && (revents & (POLLIN | POLLHUP | POLLERR)))
		receive_some(peer);
	if (revents & (POLLOUT | POLLERR | POLLHUP))
		flush(peer);
}

void talk_send(struct sck_peer *peer, const void *bytes, size_t len)
{
	bytes_append(&peer->outbox, bytes, len);
	flush(peer);
}

void talk_half_close(struct sck_peer *peer)
{
	peer->closes_writing = true;
	flush(peer);
}

void talk_close(struct sck_peer *peer)
{
	struct sck_peer **link = &peer->session->peers;

	tap_take(peer->session); /* while it is known whose they are */
	while (*link != peer)
		link = &(*link)->next;
	*link = peer->next;
	talk_free(peer);
}

/*
 * Has the program closed its end? Only a state that comes after its FIN says so: a connection that it has not accepted yet has no
 * file either (inode 0), and on a busy machine its handshake may not even be complete.
 */
static bool is_closed_by_program(const struct sockdiag_row *row)
{
	switch (row->state) {
	case TCP_ESTABLISHED:
	case TCP_SYN_RECV:
	case TCP_CLOSE_WAIT:
		return false;
	default:
		return row->inode == 0;
	}
}

static int own_state(const struct sck_peer *peer)
{
	struct tcp_info info = { 0 };
	socklen_t len = sizeof(info);

	return getsockopt(peer->fd, IPPROTO_TCP, TCP_INFO, &info, &len) < 0 ? TCP_CLOSE : info.tcpi_state;
}

/* A reset that no read or write has met yet: ours is closed, and not by the two ends that close it in order. */
static void look_for_reset(struct sck_peer *peer)
{
	int error = own_state(peer) == TCP_CLOSE ? peer_connect_result(peer->fd) : 0;

	if (error)
		lose(peer, error);
}

/* The kernel knows no such end: closed for good, unless ours says that it is still to be set up. */
static bool is_gone(const struct sck_peer *peer)
{
	int state = own_state(peer);

	return state != TCP_ESTABLISHED && state != TCP_FIN_WAIT1;
}

bool talk_drained(struct sck_peer *peer)
{
	struct sockdiag_row row;
	int code;

	if (peer->outbox.len || peer->connecting)
		return false;
	code = sockdiag_connection(&peer->session->diag, &peer->remote.sa, &peer->local.sa, &row, NULL);
	if (!peer->error)
		look_for_reset(peer);
	if (peer->error)
		return true; /* there is nobody left to read */
	/* An end that is closed with bytes unread, or that some come to later, resets (RFC 1122, 4.2.2.13): these were read. */
	if (code < 0 ? is_gone(peer) : is_closed_by_program(&row))
		return peer_unsent(peer->fd) <= 0;
	return code == 0 && row.bytes_received >= peer->sent && row.receive_queue == 0;
}

bool talk_arrived(struct sck_peer *peer)
{
	struct sockdiag_row row;

	if (peer->outbox.len || peer->connecting)
		return false;
	if (!peer->error)
		look_for_reset(peer);
	return peer->error || (sockdiag_connection(&peer->session->diag, &peer->remote.sa,
						   &peer->local.sa, &row, NULL) == 0 &&
			       row.bytes_received >= peer->sent);
}

size_t talk_taken(struct sck_peer *peer)
{
	struct sockdiag_row row;

	if (sockdiag_connection(&peer->session->diag, &peer->remote.sa, &peer->local.sa, &row, NULL) < 0)
		return 0;
	return row.bytes_received - row.receive_queue;
}

void talk_take(struct sck_peer *peer, size_t len)
{
	bytes_drop_front(&peer->inbox, len);
	if (peer->kind != PEER_DATAGRAM || !peer->inbox_count)
		return;
	peer->inbox_count--;
	memmove(peer->inbox_lens, peer->inbox_lens + 1, peer->inbox_count * sizeof(size_t));
}
