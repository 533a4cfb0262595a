/*
 * What the tests of ICMP share: the fixture `pings`, the addresses of a session's family, and the counters of its hosts' kernels. Knows
 * nothing of what is to be proved.
 */
#ifndef SUPPORT_PINGING_H
#define SUPPORT_PINGING_H

#include "support/live.h"

bool pinging_ipv4(struct sck_session *s);
const char *pinging_far_host(struct sck_session *s); /* an address that sck_icmp() can have */
const char *pinging_stranger(struct sck_session *s); /* another of that network */

struct pinging {
	const char *host, *kind, *how; /* NULL: the far host, "raw", "validates" */
	int count, ttl;                /* 0: 1 and 64 */
	enum sck_raw raw_sockets;
	bool on_other_host;
};
/* Starts `pings`; the session's clock jumps. */
struct sck_program *pinging_start(struct sck_session *s, const struct pinging *how);
/* It ends with 0 and has printed this, "TYPE" being that of an echo reply and "HOST" the far host. */
void pinging_expect(struct sck_session *s, struct sck_program *p, const char *text);

/* The ICMP message that the n-th packet which the programs received holds: behind the IP header, which IPv4 alone has (raw(7)). */
const uint8_t *pinging_message(struct sck_session *s, int n, size_t *ret_len);

/* A counter of the programs' kernel (RFC 4293): of IPv4's ICMP by its name there, "InTimeExcds"; of IPv6's likewise. */
int pinging_counter(struct sck_session *s, const char *name);

#endif
