/*
 * `sockcheck run --record FILE`: what happens is in the file as soon as it has happened. While the run has the file, it holds a lock of it (an open
 * file description's, fcntl(2)), by which others see that more will come.
 */
#ifndef CLI_RECORDING_H
#define CLI_RECORDING_H

#include "base/err.h"
#include "facts/record.h"

struct recording {
	const char *name; /* stands before what there is to say */
	int fd;           /* -1: nobody wants it */
	size_t sockets;   /* that have their line */
	int status;       /* STATUS_BROKEN after an error, which is said once */
};

int recording_open(struct recording *w, const char *file, struct sck_err *err);
void recording_call(struct recording *w, const struct record *r, const struct record_call *call);
void recording_event(struct recording *w, const struct record *r, const struct record_event *event);
/* With its last line, which has the run's exit status. STATUS_PASS or STATUS_BROKEN. */
int recording_close(struct recording *w, const char *file, int status);

/* Has a run the file of FD, which is another's? */
bool recording_is_written(int fd);

#endif
