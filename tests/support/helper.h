/*
 * Helper processes of a unit test: a forked function, a line to it, and waiting until it is
 * blocked. They never assert, and end with the test program at the latest. Knows nothing of what
 * is tested.
 */
#ifndef SUPPORT_HELPER_H
#define SUPPORT_HELPER_H

#include "os/procfs_thread.h"
#include <sys/types.h>

struct helper {
	pid_t pid;
	int fd; /* our end of its line */
};

/*
 * Forks FUNCTION; FD is its end of the line (a stream socket). Its return value is its exit
 * status.
 */
struct helper helper_start(int (*function)(int fd));
/* Kills it, whatever it does, and collects it. */
void helper_end(struct helper *h);
/* One byte to it; one byte from it, waited for. */
void helper_tell(const struct helper *h);
void helper_hear(const struct helper *h);
/* For the function: the same from its side. */
void helper_say(int fd);
void helper_wait(int fd);
/* For what the function forks: takes nothing of the line and ends with it, which the test's end of it does at the latest. */
int helper_rest(int fd);

/*
 * Waits until thread TID of it is blocked in system call NUMBER, and gives the look that showed
 * it.
 */
struct procfs_thread helper_until_in(const struct helper *h, pid_t tid, long number);
/* Waits until WORD, in memory shared with it, is not 0. */
void helper_until_set(const volatile int *word);
/* Stops thread TID of it by ptrace(2). */
void helper_stop(const struct helper *h, pid_t tid);

#endif
