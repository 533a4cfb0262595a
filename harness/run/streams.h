/*
 * A program's standard streams: three pipes of ours.
 */
#ifndef RUN_STREAMS_H
#define RUN_STREAMS_H

#include "run/state.h"

struct streams { /* of a program that is being started: read end, write end; -1: none */
	int in[2], out[2], err[2];
};
int streams_open(struct streams *io, struct sck_err *err);
void streams_close(struct streams *io);                            /* what is still open of them */
void streams_hand_over(struct streams *io, struct sck_program *p); /* our ends become P's */

void streams_feed(struct sck_program *p); /* writes what the pipe takes of P's input, and then its end */
void streams_take(struct sck_program *p);        /* reads what is there of P's output and errors */
void streams_end(struct sck_program *p);         /* closes our ends */
bool streams_flood(const struct sck_session *s); /* a program of it has printed all that is kept */

#endif
