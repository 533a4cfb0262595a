/*
 * All that waits for a time of a session's own clock: threads in a call with a time-out, and timers of programs. A list in the order of
 * their making. Private to clock.c and its helpers.
 */
#ifndef RUN_PENDING_H
#define RUN_PENDING_H

#include "run/clock.h"

enum pending_kind {
	PENDING_WAIT,   /* a thread's call, see time_out.h */
	PENDING_ITIMER, /* alarm(2) and setitimer(2) of a process, see timer.h */
	PENDING_TIMER,  /* timer_create(2) */
	PENDING_FD,     /* timerfd_create(2), see timer_fd.h */
};

struct pending {
	enum pending_kind kind;
	bool armed; /* WHEN counts */
	struct moment when;
	int64_t every_for; /* a timer's period; 0: it fires once */
	pid_t tgid;
	union {
		struct {
			struct tracee *who;
			const struct park *park;
			bool expired;  /* it was woken up, for its time had come */
			int timed_out; /* what it returns then */
			bool restarts; /* the call is made again: the same entry comes once more */
			uint64_t ip, sp;
			int64_t first_arg;
			struct { /* recvmmsg(2) with a time-out of its own, see batch.h */
				bool is_one;
				struct moment at;
				int64_t had;         /* datagrams, when that came */
				bool ends_with_next; /* it has come */
			} batch;
		} wait;
		struct {
			int id; /* that timer_create(2) gave it */
			int clock, notify, signal;
			pid_t inner_tid; /* SIGEV_THREAD_ID: as the program sees it */
			uint64_t value;
			bool was_sent;    /* a signal of it, which may still be on its way */
			int64_t overruns; /* of the last one */
		} timer;
		struct {
			int fd; /* our copy */
			int clock;
		} file;
	};
	struct pending *next;
};

struct pending *pending_add(struct sck_session *s, enum pending_kind kind, pid_t tgid); /* not armed */
void pending_drop(struct sck_session *s, struct pending *p);
/* The next one of this kind and process after P (NULL: the first). */
struct pending *pending_next(const struct sck_session *s, const struct pending *p,
			     enum pending_kind kind, pid_t tgid);
/* The armed one whose time comes first; NULL: none. */
struct pending *pending_first(const struct sck_session *s);
void pending_process_ended(struct sck_session *s, pid_t tgid, bool by_exec);
void pending_done(struct sck_session *s);

#endif
