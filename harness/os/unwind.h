/*
 * The frames of a thread of another process, innermost first. Knows no names: what it yields are
 * modules and addresses in them.
 */
#ifndef OS_UNWIND_H
#define OS_UNWIND_H

#include "os/modules.h"
#include <stdint.h>

struct unwind_frame {
	Dwfl_Module *module; /* NULL: nothing is known there */
	uint64_t address;    /* in the instruction that it is in: a call's, or the system call's */
	uint64_t return_address; /* where it goes on */
};

/*
 * Calls EACH for one frame after another until it says false or there are no more. A thread that
 * this process has stopped by ptrace(2) is unwound from its registers. Of any other one PC and SP
 * are all that is known; it must be blocked in a call. From these two most often come the frames
 * of the C library and the one that called it, whose own caller cannot be had where it keeps a
 * frame pointer. Returns how many frames there were, or a negative errno.
 */
struct unwind; /* one a process: bound to its modules */
struct unwind *unwind_new(struct modules *m);
void unwind_free(struct unwind *u); /* after its modules were closed */
int unwind_thread(struct unwind *u, pid_t tid, uint64_t pc, uint64_t sp,
		  bool (*each)(const struct unwind_frame *frame, void *arg), void *arg);
bool unwind_was_stopped(const struct unwind *u); /* the last thread: all its registers were known */

#endif
