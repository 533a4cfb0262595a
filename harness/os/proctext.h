/*
 * A number out of those files of /proc/PID whose lines are "KEY: VALUE" (status, fdinfo/N). Reads, never waits.
 */
#ifndef OS_PROCTEXT_H
#define OS_PROCTEXT_H

#include <stdint.h>
#include <sys/types.h>

/* FILE "fdinfo/5", KEY "ticks:", in BASE 10 or 16. 0, -ENOENT: no such line; or a negative errno. */
int proctext_number(pid_t pid, const char *file, const char *key, int base, int64_t *ret);

#endif
