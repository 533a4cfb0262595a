/*
 * See tap.h. A stop of a program and a turn of the pump take over what the ring has, so that it is empty again before a program can
 * fill it, unless a single call does. The times are the kernel's, whatever the session's clock says.
 */
#include "run/tap.h"
#include "base/deadline.h"
#include "os/borrow.h"
#include "run/descriptors.h"
#include "run/senders.h"
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Room for one element of SIZE bytes more than COUNT in ARRAY; returns where ARRAY is now. */
static void *grow(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	*room = *room ? 2 * *room : 64;
	array = reallocarray(array, *room, size);
	if (!array)      /* LCOV_EXCL_BR_LINE: out of memory */
		abort(); /* LCOV_EXCL_LINE: out of memory */
	return array;
}

int tap_open(struct sck_session *s, struct sck_err *err)
{
	struct tap *tap = calloc(1, sizeof(*tap));
	union peer_address barrier;
	int code;

	if (!tap)        /* LCOV_EXCL_BR_LINE: out of memory */
		abort(); /* LCOV_EXCL_LINE: out of memory */
	if (peer_local(s->fd_barrier, &barrier) == 0)
		packet_end_of(&tap->barrier, &barrier.sa);
	code = packet_ring_open(&tap->ring, &s->loopback, err);
	if (code)
		free(tap);
	else
		s->tap = tap;
	return code;
}

void tap_done(struct sck_session *s)
{
	if (!s->tap)
		return;
	packet_ring_close(&s->tap->ring);
	packets_done(&s->tap->packets);
	free(s->tap->calls);
	free(s->tap->ends);
	free(s->tap);
	s->tap = NULL;
}

/* ---- Packets ---- */

/* A socket that was never bound has its port since its first datagram. */
static bool is_at(int fd, union peer_address *local, const struct packet_end *end)
{
	struct packet_end at;

	if (fd < 0)
		return false;
	if (!local->in.sin_port) /* which stands where IPv6 has it, too */
		peer_local(fd, local);
	if (local->sa.sa_family != AF_INET && local->sa.sa_family != AF_INET6)
		return false;
	packet_end_of(&at, &local->sa);
	return at.port == end->port &&
	       (packet_ends_equal(&at, end) || IN6_IS_ADDR_UNSPECIFIED(&at.address));
}

static bool is_ours(const struct sck_session *s, const struct packet_view *view)
{
	const int type = view->protocol == IPPROTO_TCP ? PEER_STREAM : PEER_DATAGRAM;

	for (struct sck_peer *peer = s->peers; peer; peer = peer->next)
		if ((int)peer->kind == type && is_at(peer->fd, &peer->local, &view->from))
			return true;
	return false;
}

static bool is_barrier(const struct tap *tap, const struct packet_view *view)
{
	return view->protocol == IPPROTO_UDP && packet_ends_equal(&view->from, &tap->barrier) &&
	       packet_ends_equal(&view->to, &tap->barrier);
}

void tap_take(struct sck_session *s)
{
	struct packets *packets = s->tap ? &s->tap->packets : NULL;
	struct packet_view view;
	struct packet *packet;

	while (packets && (packet = packet_ring_take(&s->tap->ring, packets)) != NULL) {
		if (!packet_read(packets->store.data + packet->data.at, packet->data.len, &view))
			continue;
		packet->is_ours = is_ours(s, &view);
		if (is_barrier(s->tap, &view))
			packets_drop_last(packets);
	}
}

void tap_ready(struct sck_session *s, short revents)
{
	if (revents & POLLERR)
		packet_ring_clear_error(&s->tap->ring);
	tap_take(s);
}

const struct packets *tap_packets(struct sck_session *s)
{
	struct tap *tap = s->tap;

	if (!tap)
		return NULL;
	tap_take(s);
	tap->packets.lost += packet_ring_lost(&tap->ring);
	if (!tap->is_read)
		senders_name(s);
	tap->is_read = true;
	return &tap->packets;
}

/* ---- Calls ---- */

void tap_enter(struct sck_session *s, size_t index)
{
	struct tap *tap = s->tap;

	while (tap->calls_count <= index) {
		tap->calls = grow(tap->calls, tap->calls_count, &tap->calls_room, sizeof(*tap->calls));
		tap->calls[tap->calls_count++] =
			(struct tap_call){ .began_at = deadline_date(), .ended_at = INT64_MAX };
	}
}

static struct tap_ends *ends_of(struct tap *tap, int socket)
{
	for (size_t i = tap->ends_count; i-- > 0;)
		if (tap->ends[i].socket == socket)
			return &tap->ends[i];
	tap->ends = grow(tap->ends, tap->ends_count, &tap->ends_room, sizeof(*tap->ends));
	tap->ends[tap->ends_count] = (struct tap_ends){ .socket = socket };
	return &tap->ends[tap->ends_count++];
}

static void learn_ends(struct sck_session *s, const struct tracee *who, int socket, int fd)
{
	const struct record_socket *row = socket >= 0 ? &s->record.sockets[socket] : NULL;
	union peer_address local, remote;
	struct tap_ends *ends;
	int ours;

	if (!row || (row->domain != AF_INET && row->domain != AF_INET6))
		return;
	ends = ends_of(s->tap, socket);
	if (ends->is_connected || (row->type == SOCK_DGRAM && ends->local.port))
		return;
	ours = borrow(who, fd);
	if (ours < 0)
		return;
	if (peer_local(ours, &local) == 0)
		packet_end_of(&ends->local, &local.sa);
	if (peer_remote(ours, &remote) == 0) {
		packet_end_of(&ends->remote, &remote.sa);
		ends->is_connected = true;
	}
	close(ours);
}

void tap_leave(struct sck_session *s, const struct tracee *who, size_t index)
{
	const struct record_call *call = &s->record.calls[index];
	enum call_class class = call->call->class;

	if (index < s->tap->calls_count)
		s->tap->calls[index].ended_at = deadline_date();
	if (class == CLASS_ACCEPT && !call->error)
		learn_ends(s, who, descriptors_socket(s, who, (int)call->result), (int)call->result);
	else if (class == CLASS_CONNECT || (class == CLASS_SEND && !call->error))
		learn_ends(s, who, call->socket, call->fd);
}
