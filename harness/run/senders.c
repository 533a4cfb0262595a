/*
 * See senders.h. Bytes of TCP may go long after their call has returned, in other portions, and again: so the calls of a socket that
 * sent are laid end to end (a stretch each), and a packet's sequence number, counted from its SYN, says where in there its bytes are.
 * A datagram, a SYN, a FIN go while their call is made: of the calls that the kernel was in at that time, one must fit.
 */
#include "run/senders.h"
#include "run/flows.h"
#include "run/senders_text.h"
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

enum {
	LOOKED_AT = 256, /* so many calls before the packet's time: who is in one for longer is not named */
	NAMED = 3, /* calls whose bytes went in one packet */
};

struct stretch { /* of the bytes that a socket sent: a call's */
	int socket;
	uint64_t from, to; /* UINT64_MAX: the call never returned */
	size_t call;
	bool is_unsure;
};

struct senders {
	struct sck_session *session;
	struct tap *tap;
	struct stretch *stretches; /* sorted by socket and place */
	size_t stretches_count;
	struct flows flows;
	const struct packet_view *view; /* of the packet under way */
	int64_t at;                     /* when it went */
	int socket;
};

/* ---- What each socket sent ---- */

static const struct record_call *call_at(const struct senders *n, size_t i)
{
	return &n->session->record.calls[i];
}

static bool is_stream(const struct senders *n, const struct record_call *call)
{
	return call->socket >= 0 && n->session->record.sockets[call->socket].type == SOCK_STREAM;
}

/* Splice(2) from a socket is a send by its class alone. */
static bool sends_on_socket(const struct record_call *call)
{
	return call->call->class == CLASS_SEND && !call->error &&
	       (call->call->args[2] != ARG_FD_OTHER || (int)call->args[2] == call->fd);
}

static int compare_stretches(const void *a, const void *b)
{
	const struct stretch *x = a, *y = b;

	if (x->socket != y->socket)
		return x->socket < y->socket ? -1 : 1;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->call < y->call ? -1 : x->call > y->call;
}

/* Two threads that send on one socket at the same time: whose bytes came first, nobody knows. */
static bool overlap(const struct senders *n, const struct stretch *a, const struct stretch *b)
{
	return a->socket == b->socket && call_at(n, a->call)->thread != call_at(n, b->call)->thread &&
	       n->tap->calls[a->call].ended_at > n->tap->calls[b->call].began_at;
}

static void mark_overlaps(struct senders *n)
{
	for (size_t i = 1; i < n->stretches_count; i++)
		if (overlap(n, &n->stretches[i - 1], &n->stretches[i]))
			n->stretches[i - 1].is_unsure = n->stretches[i].is_unsure = true;
}

/* Behind a call that gave no number of bytes nobody knows where the next one's begin. */
static void lay_stretch(struct senders *n, size_t index, struct stretch **last)
{
	const struct record_call *call = call_at(n, index);
	struct stretch *stretch = &n->stretches[n->stretches_count];
	const uint64_t from = *last ? (*last)->to : 0;

	if (from == UINT64_MAX) {
		(*last)->is_unsure = true;
		return;
	}
	*stretch = (struct stretch){ call->socket, from, UINT64_MAX, index, false };
	if (call->call->result == RESULT_COUNT)
		stretch->is_unsure = true;
	else if (call->ended_at >= 0)
		stretch->to = from + (uint64_t)(call->result > 0 ? call->result : 0);
	if (stretch->to == from)
		return;
	*last = stretch;
	n->stretches_count++;
}

static void lay_stretches(struct senders *n)
{
	const struct record *r = &n->session->record;
	struct stretch **last = calloc(r->sockets_count + 1, sizeof(struct stretch *));

	n->stretches = calloc(r->calls_count + 1, sizeof(*n->stretches));
	if (!last || !n->stretches) /* LCOV_EXCL_BR_LINE: out of memory */
		abort();            /* LCOV_EXCL_LINE: out of memory */
	for (size_t i = 0; i < r->calls_count && i < n->tap->calls_count; i++)
		if (is_stream(n, &r->calls[i]) && sends_on_socket(&r->calls[i]))
			lay_stretch(n, i, &last[r->calls[i].socket]);
	free((void *)last);
	qsort(n->stretches, n->stretches_count, sizeof(*n->stretches), compare_stretches);
	mark_overlaps(n);
}

/* ---- What goes while its call is made ---- */

typedef bool fits_function(const struct senders *n, const struct record_call *call, size_t index);

/* The one call that was being made at the packet's time and fits; SIZE_MAX: none, or more than one. */
static size_t find_call(const struct senders *n, fits_function *fits)
{
	const struct tap *tap = n->tap;
	size_t low = 0, high = tap->calls_count, found = SIZE_MAX;

	while (low < high) { /* the first that began later */
		size_t middle = low + (high - low) / 2;

		if (tap->calls[middle].began_at > n->at)
			high = middle;
		else
			low = middle + 1;
	}
	for (size_t i = low; i > 0 && low - i < LOOKED_AT; i--) {
		if (tap->calls[i - 1].ended_at < n->at || !fits(n, call_at(n, i - 1), i - 1))
			continue;
		if (found != SIZE_MAX)
			return SIZE_MAX;
		found = i - 1;
	}
	return found;
}

static bool is_address(const struct senders *n, const struct record_call *call)
{
	struct sockaddr_storage address = { 0 };
	struct packet_end end;

	if (call->address.len < sizeof(struct sockaddr_in))
		return false;
	memcpy(&address, record_data(&n->session->record, call->address), call->address.len);
	if (address.ss_family != AF_INET && address.ss_family != AF_INET6)
		return false;
	packet_end_of(&end, (struct sockaddr *)&address);
	return packet_ends_equal(&end, &n->view->to);
}

static bool fits_syn(const struct senders *n, const struct record_call *call, size_t index)
{
	(void)index;
	return call->call->class == CLASS_CONNECT && is_stream(n, call) &&
	       (n->socket == FLOWS_NOBODY ? is_address(n, call) : call->socket == n->socket);
}

static bool fits_end(const struct senders *n, const struct record_call *call, size_t index)
{
	(void)index;
	return (call->call->class == CLASS_CLOSE || call->call->class == CLASS_SHUTDOWN) &&
	       n->socket != FLOWS_NOBODY && call->socket == n->socket;
}

static bool is_from(const struct senders *n, int socket)
{
	for (size_t i = 0; i < n->tap->ends_count; i++)
		if (n->tap->ends[i].socket == socket)
			return n->tap->ends[i].local.port == n->view->from.port;
	return false;
}

static bool fits_datagram(const struct senders *n, const struct record_call *call, size_t index)
{
	const struct packet_view *view = n->view;
	const size_t before = call->call->result == RESULT_COUNT ? n->tap->calls[index].taken : 0;
	size_t known;

	if (!sends_on_socket(call) || call->socket < 0 || is_stream(n, call) || !is_from(n, call->socket))
		return false;
	if (call->ended_at < 0 || (call->result && !call->data.len))
		return false; /* what it sent is not known */
	if (call->call->result == RESULT_BYTES &&
	    (call->result != (int64_t)view->whole_len || (call->address.len && !is_address(n, call))))
		return false;
	if (call->call->result == RESULT_COUNT && before + view->payload_len > call->data.len)
		return false;
	known = call->data.len - before < view->payload_len ? call->data.len - before : view->payload_len;
	return !memcmp(record_data(&n->session->record, call->data) + before, view->payload, known);
}

/* ---- Naming ---- */

/* Are the bytes of the packet from FROM in the stream those that the call was given, as far as they were kept? */
static bool holds_bytes_of(const struct senders *n, const struct stretch *stretch, uint64_t from)
{
	const struct record_call *call = call_at(n, stretch->call);
	const uint64_t packet_end = from + n->view->payload_len,
		       kept_end = stretch->from + call->data.len;
	const uint64_t begin = from > stretch->from ? from : stretch->from;
	uint64_t end = packet_end < stretch->to ? packet_end : stretch->to;

	end = end < kept_end ? end : kept_end;
	return end <= begin ||
	       !memcmp(record_data(&n->session->record, call->data) + (begin - stretch->from),
		       n->view->payload + (begin - from), end - begin);
}

/* The first stretch of the socket that ends behind FROM. */
static size_t find_stretch(const struct senders *n, int socket, uint64_t from)
{
	size_t low = 0, high = n->stretches_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct stretch *stretch = &n->stretches[middle];

		if (stretch->socket > socket || (stretch->socket == socket && stretch->to > from))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static void name_bytes(struct senders *n, const struct flow *flow, struct bytes *to)
{
	const uint64_t from = flow_place(flow, n->view);
	const uint64_t end = from + n->view->payload_len;
	const size_t first = find_stretch(n, flow->socket, from);
	uint64_t reached = from;
	size_t last = first;

	if (from == UINT64_MAX)
		return;
	for (; last < n->stretches_count && n->stretches[last].socket == flow->socket &&
	       n->stretches[last].from < end;
	     last++) {
		const struct stretch *stretch = &n->stretches[last];

		if (stretch->is_unsure || stretch->from > reached || !holds_bytes_of(n, stretch, from))
			return;
		reached = stretch->to;
	}
	if (reached < end)
		return;
	for (size_t i = first; i < last && i < first + NAMED; i++)
		senders_append_call(to, n->session, n->stretches[i].call,
				    from > n->stretches[i].from ? from - n->stretches[i].from : 0);
	if (last - first > NAMED)
		bytes_printf(to, "; and %zu more", last - first - NAMED);
}

static void name_call_of_segment(struct senders *n, const struct flow *flow, struct bytes *to)
{
	const struct packet_view *view = n->view;
	size_t call = SIZE_MAX;

	if ((view->flags & (TH_SYN | TH_ACK)) == TH_SYN)
		call = find_call(n, fits_syn);
	if (call != SIZE_MAX)
		senders_append_call(to, n->session, call, 0);
	if (view->payload_len && flow->socket != FLOWS_NOBODY)
		name_bytes(n, flow, to);
	call = view->flags & (TH_FIN | TH_RST) ? find_call(n, fits_end) : SIZE_MAX;
	if (call != SIZE_MAX)
		senders_append_call(to, n->session, call, 0);
}

static void name_segment(struct senders *n, const struct packet *packet, struct bytes *to)
{
	const struct packet_view *view = n->view;
	struct flow *flow = flows_find(&n->flows, n->tap, view);

	if (view->flags & TH_SYN) {
		flow->first = view->seq + 1;
		flow->furthest = 0;
	}
	n->socket = flow->socket;
	if (!packet->is_ours)
		name_call_of_segment(n, flow, to);
	else if (view->payload_len)
		bytes_append_text(to, "the harness: send");
	else if ((view->flags & (TH_SYN | TH_ACK)) == TH_SYN)
		bytes_append_text(to, "the harness: connect");
	flow_move_on(flow, view);
}

static void name_datagram(struct senders *n, const struct packet *packet, struct bytes *to)
{
	size_t call;

	if (packet->is_ours) {
		bytes_append_text(to, "the harness: send");
		return;
	}
	call = find_call(n, fits_datagram);
	if (call == SIZE_MAX)
		return;
	n->tap->calls[call].taken += n->view->payload_len;
	senders_append_call(to, n->session, call, 0);
}

void senders_name(struct sck_session *s)
{
	struct senders n = { .session = s, .tap = s->tap };
	struct packets *packets = &s->tap->packets;
	struct packet_view view;

	lay_stretches(&n);
	for (size_t i = 0; i < packets->count; i++) {
		struct packet *packet = &packets->list[i];
		struct bytes comment = { 0 };

		if (!packet_read(packets->store.data + packet->data.at, packet->data.len, &view))
			continue;
		n.view = &view;
		n.at = packet->at;
		if (view.protocol == IPPROTO_TCP)
			name_segment(&n, packet, &comment);
		else
			name_datagram(&n, packet, &comment);
		packet->comment = (struct record_bytes){ packets->store.len, comment.len };
		bytes_append(&packets->store, comment.data, comment.len);
		bytes_done(&comment);
	}
	flows_done(&n.flows);
	free(n.stretches);
}
