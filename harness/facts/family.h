/*
 * The variants: one row a family, with the host that the other side is told, the addresses that
 * answer, and what the private hosts file and address selection table say. Plain data.
 */
#ifndef FACTS_FAMILY_H
#define FACTS_FAMILY_H

#include "sockcheck.h"

struct family {
	enum sck_family bit;
	const char *name;       /* "ipv4", as --family takes it */
	const char *group;      /* another word that selects it: "name"; NULL: none */
	const char *host;       /* {host} */
	const char *connect_to; /* the numeric address at which our peer reaches a server */
	bool needs_ipv6;
	bool answers_ipv4; /* our listener has 127.0.0.1 */
	bool answers_ipv6; /* our listener has ::1 */
	bool ipv4_first;   /* address selection (gai.conf(5)) puts IPv4 first */
};
extern const struct family family_table[];
extern const size_t family_table_count;
const struct family *family_row(enum sck_family bit); /* NULL: not a single family */
/* The files of a machine on which localhost is as the row says: hosts(5), gai.conf(5). */
const char *family_hosts(const struct family *family);
const char *family_gai(bool ipv4_first);
/* resolv.conf(5) of one that has no name server: 127.0.0.1 refuses at once, rather than keep silent. */
extern const char family_resolv[];
/* The families that a word of --family selects, "all" among them; 0: none. */
unsigned family_mask(const char *word);

#endif
