/*
 * Programs begun by a copy of an earlier run's, held at its first socket call, in place of an exec (os/snapshot.h): the snapshot that one session of
 * the process takes serves those that follow, as long as it can make no difference. For sessions with options.snapshots.
 */
#ifndef RUN_SNAPSHOTS_H
#define RUN_SNAPSHOTS_H

#include "os/spawn.h"
#include "run/state.h"

extern int64_t snapshots_oldest; /* nanoseconds: a snapshot that is older is taken anew */

/*
 * The session's first program, about to be started by PLAN: true: it stands as behind its exec, by a copy, with its standard streams, p->pid
 * and a tracee. False: it is to be spawned; and then snapshots_take() may take one of it.
 */
bool snapshots_begin(struct sck_program *p, const struct spawn_plan *plan, const int fds[3]);
/* One that began so goes on, and the record has what it has done by then. False: WHO did not begin so. */
bool snapshots_tell(struct sck_session *s, struct tracee *who);
/* WHO is about to make a call that is to be recorded. True: a snapshot was taken, or tried, and the call comes again when it goes on. */
bool snapshots_take(struct sck_session *s, struct tracee *who);
/* The session's loopback: with options.lasting the one that was kept, if that is for PURPOSE (see lasting.h). */
int snapshots_open_loopback(struct sck_session *s, unsigned purpose, struct sck_err *err);
/* At the end of a session whose loopback may last, its programs reaped and its sockets closed: gives that back, and the snapshot with it if need be. */
void snapshots_put_loopback(struct sck_session *s);

#endif
