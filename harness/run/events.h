/*
 * What befalls a program besides its calls, into the record, and to whoever listens to the session: starts, ends, signals,
 * and what the harness has to say itself.
 */
#ifndef RUN_EVENTS_H
#define RUN_EVENTS_H

#include "run/state.h"

void events_tell(struct sck_session *s, const struct tracee *who, enum record_event_kind kind,
		 int64_t value, const char *text);
void events_note(struct sck_session *s, const struct tracee *who, const char *text);

#endif
