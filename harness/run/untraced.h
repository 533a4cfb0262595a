/*
 * Programs on the session's loopback without tracer and filter, at their own speed. Of `sockcheck run --untraced` the session has no record,
 * and what it leaves behind ends with the namespaces; its clock, where one is asked for, is libfaketime's. Of those of a test that would be
 * traced if that were not refused, it knows their beginnings and ends.
 */
#ifndef RUN_UNTRACED_H
#define RUN_UNTRACED_H

#include "run/state.h"

/* See session_run(). -EOPNOTSUPP: there is no private loopback; -ELIBACC: no libfaketime; -EINVAL: it cannot serve the program. */
int untraced_run(struct sck_session *s, const struct sck_start *how, double limit, int *ret_status,
		 struct sck_err *err);

void untraced_began(struct sck_program *p);
void untraced_ended(struct sck_program *p, int status); /* its first process; STATUS as wait(2) gives it */

#endif
