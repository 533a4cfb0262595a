/*
 * Programs of a session: starting and freeing them. Used by judge's steps.
 */
#ifndef RUN_PROGRAM_H
#define RUN_PROGRAM_H

#include "run/pump.h"

/* 0 and *ret, or a negative errno. INHERIT: with the caller's own standard streams. */
int program_start(struct sck_session *s, const struct sck_start *how, bool inherit,
		  struct sck_program **ret, struct sck_err *err);
int program_fork(struct sck_session *s, int (*function)(void *), void *arg,
		 struct sck_program **ret, struct sck_err *err);
void program_free(struct sck_program *p);

#endif
