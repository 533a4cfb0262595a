/*
 * On a loopback that is the machine's, others have connections too: other graders, a database. What is on its way over those wakes nobody of a session.
 */
#ifndef RUN_FOREIGN_H
#define RUN_FOREIGN_H

#include "os/sockdiag.h"
#include "run/state.h"

/* Surely somebody else's: neither end is a socket of the session's programs or peers, and neither port is one of its own. */
bool foreign_connection(struct sck_session *s, const struct sockdiag_row *row);

#endif
