/*
 * Timers that make a descriptor readable (timerfd_create), where the clock is the session's own. The kernel has them never armed;
 * through a copy of the descriptor the session says how often they have fired.
 */
#ifndef RUN_TIMER_FD_H
#define RUN_TIMER_FD_H

#include "facts/timing.h"
#include "run/pending.h"

/* WHO is about to make a call of this KIND. True: it is answered by *RET_RESULT; false: it is the kernel's. */
bool timer_fd_answer(struct sck_session *s, const struct tracee *who, enum timing_kind kind,
		     int64_t *ret_result);
/* Its time has come, and MISSED periods of it have passed besides. */
void timer_fd_fire(const struct pending *p, int64_t missed);
/* WHO is about to lose these descriptors. The last one of a timer takes it along, and our copy. */
void timer_fd_closes(struct sck_session *s, const struct tracee *who, int first, int last);
void timer_fd_all_looked_at(struct sck_session *s); /* a process has ended, or lost descriptors by exec */
bool timer_fd_is_open(struct sck_session *s, const struct pending *p); /* in any process */

#endif
