/*
 * The memory of a traced process: bytes, strings of iovecs and message headers, copied out, and bytes put in. Never waits; a bad address
 * yields fewer bytes, as the program's own call would have found.
 */
#ifndef OS_TRACEE_H
#define OS_TRACEE_H

#include "base/bytes.h"
#include <stdint.h>
#include <sys/types.h>

/* Copies up to LEN bytes at ADDRESS; how many could be read, 0 where none. */
size_t tracee_read(pid_t pid, uint64_t address, void *to, size_t len);
/* Appends up to MOST bytes of the COUNT iovecs at ADDRESS, of which only the first TOTAL bytes count. */
void tracee_read_iov(pid_t pid, uint64_t address, size_t count, size_t total, size_t most,
		     struct bytes *to);
/* Writes LEN bytes where the program itself may write; how many were. */
size_t tracee_write(pid_t pid, uint64_t address, const void *from, size_t len);
/* The sum of the lengths of COUNT iovecs at ADDRESS. */
size_t tracee_iov_total(pid_t pid, uint64_t address, size_t count);

#endif
