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

/*
 * Whether a timer runs is dear to find out, a question for each descriptor; without TIMERS it is not asked for, and STILL_DEAD
 * says no more than STILL_WAITING.
 */
enum stillness stillness_look(struct sck_session *s, bool timers);
int64_t stillness_cpu(struct sck_session *s); /* processor time of all programs so far, in ns */

#endif
