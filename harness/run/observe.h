/*
 * Observing: turns the tracer's events into entries of the record, and into what the session knows of its programs
 * (listeners, ends, timers). Answers every event. Never waits.
 */
#ifndef RUN_OBSERVE_H
#define RUN_OBSERVE_H

#include "run/state.h"

void observe_event(struct sck_session *s, const struct tracer_event *event);
/* Every thread of it that the test holds goes on, and the rules act on the call that it was held before. */
void observe_release(struct sck_program *p);
/* The calls that never returned, for the session's listener, when the session ends. */
void observe_unfinished(struct sck_session *s, const struct tracee *who);

#endif
