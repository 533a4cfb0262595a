/*
 * Fruitless calls: a program that makes thousands of calls in a row of which none moves a byte, makes or ends anything, and that uses
 * the processor for them, waits by spinning. Seen from the calls, without waiting for its limit of time to be used up.
 */
#ifndef RUN_FRUITLESS_H
#define RUN_FRUITLESS_H

#include "run/state.h"

bool fruitless_got_somewhere(const struct record_call *call);                /* it has returned */
void fruitless_count(struct sck_program *p, const struct record_call *call); /* a call of P has returned */
void fruitless_rest(struct sck_session *s); /* everybody was seen parked: whoever was counted did wait */
bool fruitless_spins(struct sck_session *s); /* has any program of it done so for long enough? Asked now and then */
/*
 * The most processor time (ns) that any program of it has used since a call of it got somewhere, or all rested; one that has made no such
 * call yet (it may be starting) has used none. Asked now and then.
 */
int64_t fruitless_cpu(struct sck_session *s);

#endif
