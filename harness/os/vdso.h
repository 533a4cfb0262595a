/*
 * The functions of the kernel's vDSO (vdso(7)) tell the time without a system call. Where a session's clock is the test's, each is
 * replaced by the call that it stands for, which the filter stops at. Knows no clock.
 */
#ifndef OS_VDSO_H
#define OS_VDSO_H

#include <sys/types.h>

/* TID is stopped, and alone in its address space: just after an exec, or a fork. 0 or a negative errno. */
int vdso_make_calls(pid_t tid);

#endif
