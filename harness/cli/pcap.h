/*
 * --pcap FILE, as all commands take it that run something on a private loopback: the packets that went over it, for Wireshark.
 */
#ifndef CLI_PCAP_H
#define CLI_PCAP_H

#include "base/err.h"
#include "facts/packet.h"

/* For options_want.more, ARG a const char ** that is set to the file. */
int pcap_take(void *arg, const char *name, const char *value, const char *const *words,
	      size_t count, struct sck_err *err);
void pcap_append_help(struct bytes *to); /* for usage.append_more */

/* Its descriptor, the file empty; a negative errno. */
int pcap_open(const char *file, struct sck_err *err);
/* Says on standard error that so many packets are not in the file; nothing of none. COMMAND stands before it. */
void pcap_tell_lost(const char *command, uint64_t lost);

#endif
