/*
 * The folder of a session ({dir}): empty at first, gone with the session. A small process of its own, the sweeper, makes
 * it and takes it away, also when the session's owner is killed. Knows no program.
 */
#ifndef RUN_FOLDER_H
#define RUN_FOLDER_H

#include "base/err.h"
#include <sys/types.h>

struct folder {
	char path[64];
	pid_t sweeper;
	int fd; /* our end; the sweeper acts on its end */
};

/* Makes it below $TMPDIR or /tmp; *ret then is the caller's, until folder_close(). 0 or a negative errno. */
int folder_open(struct folder **ret, struct sck_err *err);
/* Blocks until it is gone with all that is in it. F may be NULL. */
void folder_close(struct folder *f);

#endif
