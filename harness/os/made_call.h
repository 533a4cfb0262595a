/*
 * Calls that a stopped thread is made to make besides its own. Blocks until the thread has made them: they are of the kind that
 * does not wait. Knows no session: the stops that belong to the calls are taken from waitpid(2), the thread's end is left there.
 */
#ifndef OS_MADE_CALL_H
#define OS_MADE_CALL_H

#include "os/regs.h"
#include <stdbool.h>

/* The thread's next stop; -ESRCH: it has ended, and whoever waits for it hears of that. */
int made_call_await(pid_t tid, int *ret_status);
/* From the entry of a call that is not to be made, or is: to its exit stop. STOPS: the filter stops it at its entry, or it is stopped on its way. */
int made_call_to_exit(pid_t tid, bool stops, int64_t *ret_result, pid_t *ret_child);
/*
 * From an exit stop to the exit stop of call NR with ARGS, made where AT was taken (regs_save()). What it returned, or why it could not be made:
 * negative errno in both cases; -EINTR where a signal came between, which is not delivered, -ECANCELED where another stop did. RET_CHILD: the
 * process that it made; NULL: it makes none.
 */
int64_t made_call(pid_t tid, const struct regs_saved *at, int64_t nr, const uint64_t args[6],
		  pid_t *ret_child);
#define MADE_CALL(tid, at, nr, ...) made_call(tid, at, nr, (const uint64_t[6]){ __VA_ARGS__ }, NULL)

/* A handler's calls and registers would be taken for those of the calls. *RET_WAS: which were blocked before. */
void made_call_block_signals(pid_t tid, uint64_t *ret_was);
void made_call_unblock_signals(pid_t tid, uint64_t was);

#endif
