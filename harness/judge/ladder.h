/*
 * The ladder of a case: what the test's steps did and what the programs called, in the order in which it came to pass, as JSON. Nobody but
 * a worker asks for it, who has one session at a time; a step notes itself.
 */
#ifndef JUDGE_LADDER_H
#define JUDGE_LADDER_H

#include "run/pump.h"

enum {
	LADDER_ROWS = 200,       /* the last so many ... */
	LADDER_MOST = 32 * 1024, /* ... and of those the last that so many bytes hold */
	LADDER_STEPS = 256,      /* the last steps that are remembered */
};

/* From now on the steps of S are remembered; NULL: no session's, and what was is forgotten. */
void ladder_watch(const struct sck_session *s);
/* The step NAME ("sck_expect") of S begins; FROM is the address to which it returns. */
void ladder_step(const struct sck_session *s, const char *name, const void *from);
/*
 * Appends the text of an array, an object a row: "kind" (step, call, event; omitted: "count" rows before the others), "at" (ns), "text" (a
 * line as in a trace), "site" and what else there is to say; a key that has nothing to say is not there. The last step is "failed".
 */
void ladder_write(struct bytes *to, const struct sck_session *s);

#endif
