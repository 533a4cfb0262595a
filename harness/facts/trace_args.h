/*
 * The arguments of a call as strace writes them, from what the record kept of them.
 */
#ifndef FACTS_TRACE_ARGS_H
#define FACTS_TRACE_ARGS_H

#include "facts/record.h"
#include <stdbool.h>

/* Appends argument I. It is a pointer's number where nothing of what it points to was kept. */
void trace_args_append(struct bytes *to, const struct record *r, const struct record_call *call, int i);
/* Does the call fill in what argument I points to? A call that has not returned yet has not. */
bool trace_args_is_output(enum arg_kind kind);
/* What strace writes behind the result of a wait: which descriptors are ready. */
void trace_args_append_ready(struct bytes *to, const struct record *r, const struct record_call *call);

#endif
