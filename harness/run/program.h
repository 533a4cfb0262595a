/*
 * Programs of a session: starting them, ending them, what all their processes hold. Used by judge's steps.
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
int program_alive(struct sck_program *p); /* how many of its processes live (zombies do not) */
void program_kill(struct sck_program *p); /* SIGKILL to each; does not wait */
int program_descriptors(struct sck_program *p); /* open in all of its processes */
int program_zombies(struct sck_program *p);
int64_t program_peak_memory(struct sck_program *p);
int64_t program_cpu(struct sck_program *p);

#endif
