/* See flows.h. Sequence numbers are of 32 bits and wrap: a place is told from how far the stream has come. */
#include "run/flows.h"
#include <netinet/tcp.h>
#include <stdlib.h>

/* The socket with these ends; nobody's where there is none, or had been another one. */
static int find_socket(const struct tap *tap, const struct packet_end *local, const struct packet_end *remote)
{
	int found = FLOWS_NOBODY;

	for (size_t i = 0; i < tap->ends_count; i++) {
		const struct tap_ends *ends = &tap->ends[i];

		if (!ends->is_connected || !packet_ends_equal(&ends->local, local) ||
		    !packet_ends_equal(&ends->remote, remote))
			continue;
		if (found != FLOWS_NOBODY)
			return FLOWS_NOBODY;
		found = ends->socket;
	}
	return found;
}

static struct flow *add(struct flows *flows, const struct flow *flow)
{
	if (flows->count == flows->room) {
		flows->room = flows->room ? 2 * flows->room : 64;
		flows->all = reallocarray(flows->all, flows->room, sizeof(*flows->all));
		if (!flows->all) /* LCOV_EXCL_BR_LINE: out of memory */
			abort(); /* LCOV_EXCL_LINE: out of memory */
	}
	flows->all[flows->count] = *flow;
	return &flows->all[flows->count++];
}

struct flow *flows_find(struct flows *flows, const struct tap *tap, const struct packet_view *view)
{
	size_t *bucket = &flows->buckets[(view->from.port * 31u + view->to.port) % FLOWS_BUCKETS];
	struct flow *flow;

	for (size_t i = *bucket; i; i = flows->all[i - 1].next)
		if (packet_ends_equal(&flows->all[i - 1].from, &view->from) &&
		    packet_ends_equal(&flows->all[i - 1].to, &view->to))
			return &flows->all[i - 1];
	flow = add(flows, &(struct flow){ view->from, view->to, view->seq + !!(view->flags & TH_SYN),
					  0, find_socket(tap, &view->from, &view->to), *bucket });
	if (!(view->flags & TH_SYN))
		flow->socket = FLOWS_NOBODY; /* where its stream began is not known */
	*bucket = flows->count;
	return flow;
}

static int64_t ahead(const struct flow *flow, uint32_t seq)
{
	return (int32_t)(seq - flow->first - (uint32_t)flow->furthest);
}

uint64_t flow_place(const struct flow *flow, const struct packet_view *view)
{
	const int64_t by = ahead(flow, view->seq);

	return by < 0 && (uint64_t)-by > flow->furthest ? UINT64_MAX : flow->furthest + (uint64_t)by;
}

void flow_move_on(struct flow *flow, const struct packet_view *view)
{
	const int64_t by = ahead(flow, view->seq + (uint32_t)view->payload_len);

	if (view->payload_len && by > 0)
		flow->furthest += (uint64_t)by;
}

void flows_done(struct flows *flows)
{
	free(flows->all);
	flows->all = NULL;
}
