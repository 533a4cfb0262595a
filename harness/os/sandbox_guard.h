/*
 * The process between a grader and a sandbox: the parent of whatever is in there, of orphans too. It ends with the last of them, and all of them end with the
 * grader, however that ends. bubblewrap has the kernel see to that (--die-with-parent), but only once its namespaces are made; and where there are none
 * nothing of the kernel's would. sandbox.c starts it.
 */
#ifndef OS_SANDBOX_GUARD_H
#define OS_SANDBOX_GUARD_H

#include "os/sandbox.h"

/*
 * In a child that PARENT has just forked, all signals blocked. START is called in a child of ours, whose parent is the PID that it is given, and does not
 * return. Ends with the status of that child (128 + N where signal N ended it), once nothing of the sandbox is left.
 */
_Noreturn void sandbox_guard(const struct sandbox *box, pid_t parent,
			     void (*start)(const void *arg, pid_t parent), const void *arg);

#endif
