/*
 * Starting a program: what the child does between fork and exec is an array of actions, plain data that one routine
 * carries out. Seizes the child for the tracer before any foreign code runs, unless told not to. Never waits for the program.
 */
#ifndef OS_SPAWN_H
#define OS_SPAWN_H

#include "os/loopback.h"
#include "os/tracer.h"
#include <sys/resource.h>

enum spawn_kind {
	SPAWN_MOVE_FD,  /* descriptor FROM becomes TO (dup2), not close-on-exec */
	SPAWN_CLOSE_FD, /* descriptor TO is closed */
	SPAWN_CLOSE_REST, /* what is above 2 ends with its exec, where the kernel can do that (5.11) */
	SPAWN_LIMIT,      /* setrlimit(RESOURCE, VALUE) soft and hard */
	SPAWN_NEW_SESSION, /* setsid(2): signals of the terminal do not reach it */
	SPAWN_NO_NET_RAW,  /* CAP_NET_RAW is gone, for good (capabilities(7), bounding set) */
};

struct spawn_action {
	enum spawn_kind kind;
	int from, to; /* descriptors */
	int resource;
	rlim_t value;
};

struct spawn_plan {
	const struct spawn_action *actions;
	size_t actions_count;
	const char *const *argv; /* the program, looked for in PATH; ends with NULL */
	const char *const *envp; /* ends with NULL */
	int (*function)(void *arg); /* instead of argv: a function of ours, its result is the exit status */
	void *arg;
	int program;    /* the tracer hands it on with every event */
	unsigned stops; /* also at these, enum filter_also */
	bool untraced;  /* neither tracer nor filter: its end is the caller's to wait for */
	bool same_addresses; /* its address space is laid out alike each time (personality(2)), where that is allowed */
	int timer_slack; /* ns, see PR_SET_TIMERSLACK in prctl(2); 0 or less: as it is here */
	bool on_other_host, keeps_net_raw; /* see loopback.h */
};

/*
 * Forks the child inside LO, seizes it and follows it to its exec. Returns its PID; it stands stopped in its exec event (a
 * function: before its first statement) until tracer_act(). Or a negative errno with the stage that failed in ERR: an exec
 * that fails is such an error (-ENOENT, -EACCES ...), and the child then has been reaped. An untraced one has passed its exec
 * and runs; TRACER may be NULL.
 */
pid_t spawn_start(const struct spawn_plan *plan, struct loopback *lo, struct tracees *tracer,
		  struct sck_err *err);

#endif
