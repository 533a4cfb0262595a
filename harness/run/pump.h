/*
 * The one loop of the process: one poll over the descriptors of all sessions, one drain of wait statuses. The only
 * place in the harness that waits for programs.
 */
#ifndef RUN_PUMP_H
#define RUN_PUMP_H

#include "run/state.h"

enum pump_end {
	PUMP_MET, /* the condition holds */
	PUMP_QUIET, /* everybody is parked and nothing is on its way; a timer of theirs may still run */
	PUMP_DEAD,   /* the same, and no timer runs: nothing will ever happen again by itself */
	PUMP_LIMIT,  /* the session's limit is used up by processor time */
	PUMP_CROWD,  /* more processes and threads live at once than the session may have */
	PUMP_FLOOD,  /* a program has printed more than is kept of it */
	PUMP_MEMORY, /* the processes of a program hold too much */
	PUMP_SPINS, /* a program makes calls that get it nowhere, and uses the processor for them */
	PUMP_WAITED,  /* ... by time in which all were parked with a timer */
	PUMP_STARVED, /* neither, and still no end: the machine does not let them run */
};

/*
 * Blocks until MET(ARG) holds, asked after each batch of events, or there is no hope: PUMP_DEAD, PUMP_LIMIT, PUMP_CROWD, PUMP_FLOOD, PUMP_MEMORY,
 * PUMP_WAITED, PUMP_STARVED; with QUIET_ENDS also PUMP_QUIET, and PUMP_DEAD then says no more than that. MET may act (accept, send); NULL is never met.
 */
enum pump_end pump_until(struct sck_session *s, bool (*met)(void *arg), void *arg, bool quiet_ends);
#define PUMP_NO_TIME INT64_MAX /* no bound; what the programs used is then not noted */
/* One turn of the loop: waits at most FOR_NS for something to happen and handles it; true if something did. */
bool pump_turn(int64_t for_ns);
/* Blocks until the session has no traced thread any more, all of which have been sent SIGKILL, and reaps its keeper. */
void pump_to_the_end(struct sck_session *s);

bool pump_knows(pid_t pid); /* it was started by a session that is served, or is its keeper */
void pump_join(struct sck_session *s);  /* the session is served from now on */
void pump_leave(struct sck_session *s); /* ... not any more */

#endif
