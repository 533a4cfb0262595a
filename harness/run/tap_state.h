/*
 * What a tap consists of, for those who fill it in (tap) and who read it (senders).
 */
#ifndef RUN_TAP_STATE_H
#define RUN_TAP_STATE_H

#include "os/packet_ring.h"
#include "run/state.h"

struct tap_call { /* of one call in the record, by the kernel's clock, ns since 1970 */
	int64_t began_at;
	int64_t ended_at; /* INT64_MAX: it never did */
	size_t taken;     /* of its bytes, so many have been found in packets */
};

struct tap_ends {   /* of one socket */
	int socket; /* in the record */
	bool is_connected;
	struct packet_end local, remote;
};

struct tap {
	struct packet_ring ring;
	struct packets packets;
	struct packet_end barrier; /* whose datagrams are the harness's own affair */
	struct tap_call *calls;    /* one for each of the record's */
	size_t calls_count, calls_room;
	struct tap_ends *ends;
	size_t ends_count, ends_room;
	bool is_read; /* the senders have been named */
};

#endif
