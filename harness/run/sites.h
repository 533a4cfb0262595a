/*
 * Call sites of the session's processes: one libdw object a process, made when it is first asked for.
 */
#ifndef RUN_SITES_H
#define RUN_SITES_H

#include "run/state.h"

struct callsite;

struct site_cache {
	pid_t tgid;
	struct callsite *callsite;
	struct site_cache *next;
};

/* Appends where this stopped thread stands ("server.c:42 serve"); nothing where it cannot be told. */
void sites_append(struct sck_session *s, const struct tracee *who, uint64_t pc, uint64_t sp,
		  struct bytes *to);
/* Of this new process, a copy of that which OF is of. */
void sites_inherit(struct sck_session *s, pid_t tgid, struct callsite *of);
void sites_forget(struct sck_session *s, pid_t tgid); /* the process is gone or runs another program */
void sites_done(struct sck_session *s);

#endif
