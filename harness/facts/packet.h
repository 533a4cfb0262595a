/*
 * Packets that went over a loopback, in order: plain data that grows, as the record is. What stands in a packet's head is read
 * here; who sent it is for others to say.
 */
#ifndef FACTS_PACKET_H
#define FACTS_PACKET_H

#include "facts/record.h"
#include <netinet/in.h>

struct packet {
	int64_t at;                  /* ns since 1970, by the kernel's clock */
	size_t len;                  /* as it went, with its Ethernet header */
	struct record_bytes data;    /* what was captured of it, in packets.store */
	struct record_bytes comment; /* who sent it, likewise; len 0: nobody knows */
	bool is_ours;                /* a peer of the test's has sent it */
};

struct packets {
	struct packet *list;
	size_t count, room;
	struct bytes store;
	uint64_t lost; /* there was no room for them */
};

struct packet_end { /* IPv4 as ::ffff:127.0.0.1 */
	struct in6_addr address;
	uint16_t port; /* in the machine's order */
};

struct packet_view {
	int protocol; /* IPPROTO_TCP or IPPROTO_UDP */
	struct packet_end from, to;
	uint32_t seq;  /* of TCP */
	uint8_t flags; /* of TCP: TH_SYN ... (netinet/tcp.h) */
	const uint8_t *payload;
	size_t payload_len; /* that is there */
	size_t whole_len; /* of the datagram or the segment; more where the packet is a fragment of it */
};

/* Its DATA copied; valid until the next one is added. */
struct packet *packets_add(struct packets *p, int64_t at, const void *data, size_t captured, size_t len);
void packets_drop_last(struct packets *p);
void packets_done(struct packets *p);
/* An Ethernet frame with the first bytes of a TCP segment or a UDP datagram. False: it has something else, or is cut off. */
bool packet_read(const void *data, size_t len, struct packet_view *ret);
void packet_end_of(struct packet_end *ret, const struct sockaddr *address); /* AF_INET or AF_INET6 */
bool packet_ends_equal(const struct packet_end *a, const struct packet_end *b);

#endif
