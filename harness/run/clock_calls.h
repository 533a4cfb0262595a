/*
 * The calls of programs that tell a time, wait for one or set a timer, where the clock is the session's own.
 */
#ifndef RUN_CLOCK_CALLS_H
#define RUN_CLOCK_CALLS_H

#include "run/state.h"

enum clock_answer {
	CLOCK_MAKE,    /* the call concerns no time, or none of ours */
	CLOCK_TO_EXIT, /* it is made, and clock_calls_leave() is wanted */
	CLOCK_SKIP,    /* it is not made and returns *ret_result */
};
enum clock_answer clock_calls_enter(struct sck_session *s, struct tracee *who, int64_t *ret_result);
/* What the call is to return. */
int64_t clock_calls_leave(struct sck_session *s, struct tracee *who, int64_t result);

/* A process has begun to run a program, or a function of ours: from now on it reads our clock, and where it does not the record says so. */
void clock_calls_begin(struct sck_session *s, const struct tracee *who);
/* WHO is about to lose these descriptors. */
void clock_calls_closes(struct sck_session *s, const struct tracee *who, int first, int last);
void clock_calls_signal(struct sck_session *s, const struct tracee *who, int signal);
void clock_calls_thread_ended(struct sck_session *s, const struct tracee *who);
/* By an exec its POSIX timers end, its alarm does not (execve(2)). */
void clock_calls_process_ended(struct sck_session *s, const struct tracee *who, bool by_exec);

#endif
