/*
 * ICMP echo as bytes, and the end of the wire on the other host where they are heard and sent (packet(7)): whole IP packets, whatever the
 * kernel there thinks of them. Knows no program; fed by judge.
 */
#ifndef OS_ICMP_H
#define OS_ICMP_H

#include "os/peer.h"

/* A socket that hears the echo requests to AT, and nothing else; there has to be another host. Its descriptor, or a negative errno. */
int icmp_open(struct loopback *lo, const union peer_address *at, struct sck_err *err);

struct icmp_echo {
	union peer_address from;
	uint16_t id, sequence;
	const uint8_t *data; /* in the packet */
	size_t len;
	bool is_intact; /* its checksum is right */
};
/* A packet that icmp_open()'s socket has received. -EBADMSG: no header of an echo request is there. */
int icmp_read(const uint8_t *packet, size_t len, struct icmp_echo *ret);

struct icmp_reply {
	union peer_address from, to; /* of one family */
	uint16_t id, sequence;
	const uint8_t *data;
	size_t len, cut; /* the last CUT bytes of the message are left out */
	bool checksum_wrong;
};
/* Sends it by icmp_open()'s socket. 0 or a negative errno. */
int icmp_send(int fd, const struct icmp_reply *reply);

#endif
