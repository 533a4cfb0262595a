/*
 * Capturing: what a call's arguments point to, out of the program's memory into the record. Reads, decides nothing.
 */
#ifndef RUN_CAPTURE_H
#define RUN_CAPTURE_H

#include "run/state.h"

void capture_entry(struct sck_session *s, const struct tracee *who,
		   struct record_call *call); /* what bind, connect and the like are given */
void capture_exit(struct sck_session *s, const struct tracee *who, struct record_call *call); /* the rest; the result is set */

#endif
