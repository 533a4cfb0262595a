/*
 * Stillness: is everybody parked, is anything on its way, does a timer run? Looks, never waits. Theory: stillness.c.
 */
#ifndef RUN_STILLNESS_H
#define RUN_STILLNESS_H

#include "run/state.h"

enum stillness {
	STILL_BUSY,    /* somebody runs, or something is on its way */
	STILL_WAITING, /* all are parked; a timer may end that, or something outside of our sight */
	STILL_DEAD,    /* all are parked for good */
};

enum stillness stillness_look(struct sck_session *s);
int64_t stillness_cpu(struct sck_session *s); /* processor time of all programs so far, in ns */
/* Appends a line for every thread: its call, descriptor and source line. Stops each for the look. */
void stillness_describe(struct sck_session *s, struct bytes *to);

#endif
