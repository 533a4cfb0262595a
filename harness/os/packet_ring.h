/*
 * What goes over a private loopback, packet by packet (packet(7)): a socket inside it and memory that the kernel writes each packet
 * into, so that nobody has to be there in time. What finds no room is counted. Knows no program.
 */
#ifndef OS_PACKET_RING_H
#define OS_PACKET_RING_H

#include "facts/packet.h"
#include "os/loopback.h"

struct packet_ring {
	int fd; /* readable when a packet is there; -1: closed */
	uint8_t *frames;
	unsigned next;
};

/* -EOPNOTSUPP with the reason where the loopback is not private or the machine has no such sockets. */
int packet_ring_open(struct packet_ring *ret, struct loopback *lo, struct sck_err *err);
/* Moves one to the end of TO; NULL: none is there. */
struct packet *packet_ring_take(struct packet_ring *r, struct packets *to);
uint64_t packet_ring_lost(struct packet_ring *r); /* since the last time */
void packet_ring_clear_error(struct packet_ring *r); /* poll(2) says POLLERR no more: the link went down */
void packet_ring_close(struct packet_ring *r);

#endif
