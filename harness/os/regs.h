/*
 * The registers of a stopped thread, as far as they differ from one architecture to another: failing a call at its entry,
 * and calling a function where the thread stands. x86-64 and arm64.
 */
#ifndef OS_REGS_H
#define OS_REGS_H

#include <stdint.h>
#include <sys/types.h>

/* At a seccomp stop: the call is not made and returns -ERROR (positive errno). 0 or a negative errno. */
int regs_fail_call(pid_t tid, int error);
/* The thread goes on in FUNCTION(ARGUMENT), on its own stack below the red zone; it must not return. 0 or a negative errno. */
int regs_call(pid_t tid, uint64_t function, uint64_t argument);

#endif
