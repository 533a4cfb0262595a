/*
 * Where threads stand: the call that each is blocked in, its descriptor and its source line. Looks, and stops those that it describes.
 */
#ifndef RUN_POSITIONS_H
#define RUN_POSITIONS_H

#include "run/state.h"

struct procfs_thread;

/* procfs_eye_look(), and where /proc hides a call, what the tracer knows of it. */
int positions_look(struct tracee *who, struct procfs_thread *ret);
/* Stops a thread where it is, held, and blocks until it stands; false: it has ended, which the pump is going to hear. */
bool positions_halt(struct tracee *who);
/* Appends a line for every thread: its call, descriptor and source line. Stops each for the look. */
void positions_describe(struct sck_session *s, struct bytes *to);

#endif
