/*
 * Timers that send a signal (alarm, setitimer's ITIMER_REAL, timer_create), where the clock is the session's own. The kernel has them
 * never armed; the signals are the session's.
 */
#ifndef RUN_TIMER_H
#define RUN_TIMER_H

#include "facts/timing.h"
#include "run/pending.h"

/* WHO is about to make a call of this KIND. True: it is answered by *RET_RESULT; false: it is the kernel's. */
bool timer_answer(struct sck_session *s, const struct tracee *who, enum timing_kind kind,
		  int64_t *ret_result);
/* timer_create(2) has returned RESULT. */
void timer_created(struct sck_session *s, const struct tracee *who, int64_t result);
/* Its time has come, and MISSED periods of it have passed besides. */
void timer_fire(struct sck_session *s, struct pending *p, int64_t missed);
/* A signal is about to be delivered to WHO: one of a timer is to look as the kernel's. */
void timer_delivers(struct sck_session *s, const struct tracee *who);

/* struct itimerspec as timer_settime(2) and timerfd_settime(2) take it; false: the kernel is to refuse it. */
bool timer_read(const struct sck_session *s, const struct tracee *who, int64_t address, int clock,
		bool is_absolute, struct pending *ret);
/* What is left of P, and its period; nothing at ADDRESS 0. */
void timer_write(const struct sck_session *s, const struct tracee *who, int64_t address,
		 const struct pending *p);

#endif
