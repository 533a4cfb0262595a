/*
 * `sockcheck run --untraced`: a program on the session's loopback without tracer and filter, at its own speed. The session has no record of
 * it, and what it leaves behind ends with the namespaces. Its clock, where one is asked for, is libfaketime's.
 */
#ifndef RUN_UNTRACED_H
#define RUN_UNTRACED_H

#include "run/state.h"

/* See session_run(). -EOPNOTSUPP: there is no private loopback; -ELIBACC: no libfaketime; -EINVAL: it cannot serve the program. */
int untraced_run(struct sck_session *s, const struct sck_start *how, double limit, int *ret_status,
		 struct sck_err *err);

#endif
