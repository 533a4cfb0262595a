/*
 * Descriptors: which socket a descriptor of a process is, as long as it stays open. A memory of the answers that /proc
 * gives, kept true by the calls that end a descriptor. Feeds the record with the birth and the end of each.
 */
#ifndef RUN_DESCRIPTORS_H
#define RUN_DESCRIPTORS_H

#include "run/state.h"

/* What FD of this thread's process is: an index into the record's sockets, or -1. */
int descriptors_socket(struct sck_session *s, const struct tracee *who, int fd);
void descriptors_ended(struct sck_session *s, const struct tracee *who, int first, int last);
void descriptors_process_ended(struct sck_session *s, const struct tracee *who);
void descriptors_execed(struct sck_session *s, const struct tracee *who); /* the close-on-exec ones are gone */
void descriptors_inherited(struct sck_session *s, const struct tracee *child);
/* As procfs_socket_inode(), of this thread's process. */
int64_t descriptors_inode(const struct tracee *who, int fd, char *link, size_t link_room);

#endif
