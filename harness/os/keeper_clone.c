/*
 * How the process of the private loopback comes to be. To copy the caller's memory for it, and to
 * tear the copy down, would cost as much as half a namespace, so that it does without where it may:
 * then it has a stack of its own in that memory, which can be used again once it is reaped. Knows
 * nothing of what the process does.
 */
#include "os/enter.h"
#include "os/keeper.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A request of 16 KB stands on it; below it is nothing, so that who needs more is killed. */
enum { STACK_SIZE = 128 * 1024, GUARD_SIZE = 64 * 1024 };

static char *spare_stack;

static char *take_stack(void)
{
	char *stack = spare_stack;

	spare_stack = NULL;
	if (stack)
		return stack;
	stack = mmap(NULL, GUARD_SIZE + STACK_SIZE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (stack == MAP_FAILED)
		return NULL;
	mprotect(stack, GUARD_SIZE, PROT_NONE);
	return stack;
}

void keeper_reaped(char **stack)
{
	if (*stack && spare_stack)
		munmap(*stack, GUARD_SIZE + STACK_SIZE);
	else if (*stack)
		spare_stack = *stack;
	*stack = NULL;
}

static int run(void *start)
{
	keeper_run(start);
}

/* The child is in its namespaces from its first instruction, with every signal blocked. */
pid_t keeper_clone(struct keeper_start *start, int namespaces, char **ret_stack, int *ret_fd_process)
{
	const int flags = namespaces | CLONE_PIDFD | SIGCHLD;
	sigset_t all, mask;
	pid_t pid;

	*ret_stack = enter_may_share_memory(namespaces) ? take_stack() : NULL;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &mask);
	if (*ret_stack)
		pid = clone(run, *ret_stack + GUARD_SIZE + STACK_SIZE, flags | CLONE_VM, start,
			    ret_fd_process);
	else
		pid = (pid_t)syscall(SYS_clone, flags, NULL, ret_fd_process, NULL, NULL);
	if (pid == 0)
		keeper_run(start);
	if (pid < 0)
		pid = -errno;
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return pid;
}
