/*
 * Packets as a file that Wireshark reads (draft-ietf-opsawg-pcapng): one section, one interface, each packet with its comment, how many
 * were lost.
 */
#ifndef FACTS_PCAPNG_H
#define FACTS_PCAPNG_H

#include "facts/packet.h"

void pcapng_write(struct bytes *to, const struct packets *p);

#endif
