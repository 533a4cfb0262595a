/*
 * Which time-out a call has, as its arguments say it, or its socket; and what it returns when that has come. Reads the program's memory.
 */
#ifndef RUN_TIME_OUT_OF_H
#define RUN_TIME_OUT_OF_H

#include "run/clock.h"

struct park;

/* Until when the call that WHO is about to make may wait. False: it has no time-out, one that the kernel refuses, or one that does not wait. */
bool time_out_of(const struct sck_session *s, const struct tracee *who, const struct park *park,
		 struct moment *ret);
/* That of its socket alone. */
bool time_out_of_socket(const struct sck_session *s, const struct tracee *who, struct moment *ret);
/* That behind a struct timespec * of its own (recvmmsg(2)). */
bool time_out_behind(const struct sck_session *s, const struct tracee *who, int64_t address,
		     struct moment *ret);
/* What it returns then: 0 or a negative errno. */
int time_out_result(const struct tracee *who, const struct park *park);

#endif
