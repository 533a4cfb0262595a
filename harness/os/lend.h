/*
 * Lending a process to a tracer of its own. At the end of a program LeakSanitizer clones one that shares its memory
 * (CLONE_UNTRACED), attaches to every thread and looks for leaks; a thread has but one tracer, so ours lets go meanwhile. The
 * borrower itself is traced: at its exit, the lender still waiting for it, the threads are taken back. Fed by tracer.
 */
#ifndef OS_LEND_H
#define OS_LEND_H

#include "os/tracees.h"

/* At the entry of a clone with CLONE_UNTRACED: the flag is taken away, nothing escapes. Lets WHO go on. */
void lend_begin(struct tracee *who);
/* LENDER stands in the report of its clone; true: it has been let go on, untraced. */
bool lend_announce(struct tracees *t, struct tracee *lender, struct tracee *borrower);
/* A stop of a thread that is to be lent, or of a borrower, taken care of; false: an ordinary stop. */
bool lend_feed(struct tracees *t, struct tracee *who, int status);
void lend_ended(struct tracees *t, struct tracee *borrower);

#endif
