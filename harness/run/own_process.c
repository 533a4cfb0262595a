/* See own_process.h. A stop across cores costs seven times one on the same. */
#include "run/own_process.h"
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>

static struct { /* what the process had before the first session */
	cpu_set_t cpus;
	sigset_t mask, while_polling;
	struct sigaction on_child, on_pipe;
	int timer_slack;
} before;

static void wake(int signal)
{
	(void)signal;
}

static void pin_to_one_core(void)
{
	cpu_set_t one;
	int cpu = sched_getcpu();

	if (sched_getaffinity(0, sizeof(before.cpus), &before.cpus) < 0 || cpu < 0 ||
	    CPU_COUNT(&before.cpus) == 1)
		return;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

/* By default the kernel lets who waits for 50 us wait for 100. */
static void wake_in_time(void)
{
	before.timer_slack = prctl(PR_GET_TIMERSLACK);
	if (before.timer_slack > 0)
		prctl(PR_SET_TIMERSLACK, 1);
}

void own_process_begin(void)
{
	sigset_t child;

	pin_to_one_core();
	wake_in_time();
	sigaction(SIGCHLD, &(struct sigaction){ .sa_handler = wake }, &before.on_child);
	/* a program that is gone must not end us by the pipe to its standard input */
	sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = SIG_IGN }, &before.on_pipe);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before.mask);
	before.while_polling = before.mask;
	sigdelset(&before.while_polling, SIGCHLD);
}

void own_process_end(void)
{
	sigaction(SIGCHLD, &before.on_child, NULL);
	sigaction(SIGPIPE, &before.on_pipe, NULL);
	sigprocmask(SIG_SETMASK, &before.mask, NULL);
	if (before.timer_slack > 0)
		prctl(PR_SET_TIMERSLACK, before.timer_slack);
	if (CPU_COUNT(&before.cpus) > 1)
		sched_setaffinity(0, sizeof(before.cpus), &before.cpus);
}

const sigset_t *own_process_while_polling(void)
{
	return &before.while_polling;
}

int own_process_timer_slack(void)
{
	return before.timer_slack;
}

void own_process_unpin(void)
{
	sched_setaffinity(0, sizeof(before.cpus), &before.cpus);
}
