/*
 * Whether a program has an interval timer of the kernel's armed: neither /proc nor a call tells, so it is seen when alarm(2) and
 * setitimer(2) are called and when SIGALRM comes. Fed by observe, for stillness; where the clock is the session's own see timer.h.
 */
#ifndef RUN_ALARMS_H
#define RUN_ALARMS_H

#include "run/state.h"

void alarms_note(struct sck_session *s, const struct tracee *who); /* WHO is about to call one of the two */
void alarms_rang(struct sck_session *s, const struct tracee *who); /* SIGALRM is about to be delivered */

#endif
