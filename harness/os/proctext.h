/*
 * Numbers out of files of /proc/PID: those whose lines are "KEY: VALUE" (status, fdinfo/N), and stat. Reads, never waits.
 */
#ifndef OS_PROCTEXT_H
#define OS_PROCTEXT_H

#include <stdint.h>
#include <sys/types.h>

/* FILE "fdinfo/5", KEY "ticks:", in BASE 10 or 16. 0, -ENOENT: no such line; or a negative errno. */
int proctext_number(pid_t pid, const char *file, const char *key, int base, int64_t *ret);

int64_t proctext_faults(pid_t pid, pid_t tid); /* of a thread: minor page faults so far; -1: gone */

#endif
