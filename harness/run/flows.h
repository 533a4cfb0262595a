/*
 * The flows of TCP among a session's packets: each way of a connection, found by its ends, with where its stream began and how far it
 * has come.
 */
#ifndef RUN_FLOWS_H
#define RUN_FLOWS_H

#include "run/tap_state.h"

enum { FLOWS_BUCKETS = 1024, FLOWS_NOBODY = -1 };

struct flow {
	struct packet_end from, to;
	uint32_t first;    /* the sequence number of its first byte */
	uint64_t furthest; /* so many bytes have gone */
	int socket;        /* of a program, in the record; FLOWS_NOBODY: not known */
	size_t next;       /* of its bucket: index and 1; 0: none */
};

struct flows {
	size_t buckets[FLOWS_BUCKETS]; /* index and 1 */
	struct flow *all;
	size_t count, room;
};

/* The flow of a segment; new where it is the first. Valid until the next is asked for. */
struct flow *flows_find(struct flows *flows, const struct tap *tap, const struct packet_view *view);
/* Where in the stream the segment's first byte is; UINT64_MAX: before it began. */
uint64_t flow_place(const struct flow *flow, const struct packet_view *view);
void flow_move_on(struct flow *flow, const struct packet_view *view); /* a repeated segment moves nothing on */
void flows_done(struct flows *flows);

#endif
