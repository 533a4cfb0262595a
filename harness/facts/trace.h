/*
 * A record as a user of strace reads it: one line a call, in the order of the record.
 */
#ifndef FACTS_TRACE_H
#define FACTS_TRACE_H

#include "facts/record.h"
#include <stdbool.h>

/* What was written so far: with one process no line says whose it is. Zero before the first line. */
struct trace {
	int first;    /* the thread of the first line; 0: none yet */
	bool several; /* threads; from now on each line begins with [pid N] */
};

/* Appends the line, with its newline. The record's bytes are hostile; the line is printable ASCII. */
void trace_call(struct trace *t, struct bytes *to, const struct record *r, const struct record_call *call);
/* The same for an event; a socket's beginning or end in a process is no line. */
void trace_event(struct trace *t, struct bytes *to, const struct record *r,
		 const struct record_event *event);
/* The whole record, events where they happened. */
void trace_record(struct bytes *to, const struct record *r);

#endif
