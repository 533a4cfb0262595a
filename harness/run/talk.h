/*
 * Our peers in a session: they read by themselves whatever comes and send what they were given, as the pump finds
 * their sockets ready. Used by judge's steps.
 */
#ifndef RUN_TALK_H
#define RUN_TALK_H

#include "run/pump.h"

struct sck_peer *talk_new(struct sck_session *s, enum peer_kind kind, int fd, struct sck_program *p);
void talk_free(struct sck_peer *peer);
bool talk_is_ours(const struct sck_session *s, uint64_t inode); /* one of our peers has this socket */
/* Begins a connection to the session's {port}: 0, -EINPROGRESS or a negative errno (then *ret is NULL). */
int talk_connect(struct sck_session *s, struct sck_program *p, struct sck_peer **ret, struct sck_err *err);
/* The events that the pump is to poll for; 0: none. */
short talk_wants(const struct sck_peer *peer);
void talk_ready(struct sck_peer *peer, short revents);
void talk_send(struct sck_peer *peer, const void *bytes, size_t len); /* into the outbox, and on its way */
void talk_half_close(struct sck_peer *peer);                          /* once the outbox is empty */
void talk_close(struct sck_peer *peer);                               /* and frees it */
/*
 * Has the program read every byte that we sent? Asks the kernel for its receive queue. Also true once it never will: then the
 * connection was lost, and the peer has its error.
 */
bool talk_drained(struct sck_peer *peer);
/* Has all that we sent come to the program's socket, read or not? Also true where the connection was lost. */
bool talk_arrived(struct sck_peer *peer);
size_t talk_taken(struct sck_peer *peer); /* so many bytes it has read, before our end; 0: its socket is gone */
void talk_take(struct sck_peer *peer, size_t len);  /* bytes of the inbox, or the first datagram */
const char *talk_host(const struct sck_session *s); /* where our peers reach the programs, as text */
int talk_target(struct sck_session *s, union peer_address *ret); /* the address of {port} as our peers reach it */

#endif
