/*
 * Call sites: which source line of the program's own code a thread is in (libdw). Frames in the C
 * library, in a language's own library and in an interpreter are passed over. Debug information
 * comes from the files themselves and from separate files on this machine, never from the network.
 */
#ifndef OS_CALLSITE_H
#define OS_CALLSITE_H

#include "base/bytes.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct callsite; /* of one process */

/*
 * Cheap: nothing is read before the first question. What was found is remembered for all processes
 * that run the same files: in a forked child or another run the answer costs no unwinding.
 */
struct callsite *callsite_new(pid_t pid);
/* Of a process that fork(2) has just made of OF's, which stands still: the same is mapped there. NULL: make a new one. */
struct callsite *callsite_copy(struct callsite *of, pid_t pid);
void callsite_free(struct callsite *c);
void callsite_forget(struct callsite *c); /* after exec: what is mapped has changed */

/*
 * Appends where thread TID of it stands: "server.c:42 serve", or "libfoo.so+0x1234 serve" without
 * debug information, or "??". A Python program: "server.py:12 handle" where it can be had, else
 * "python3.11 (interpreter)".
 *
 * PC and SP are as the stop or /proc/PID/task/TID/syscall gave them. The thread is stopped under
 * this process's ptrace(2), or it is blocked in a call: then nobody disturbs it, but the line of
 * a program built with frame pointers cannot always be had ("??"). Does not wait. Returns 0 or a
 * negative errno (nothing appended).
 */
int callsite_of(struct callsite *c, pid_t tid, uint64_t pc, uint64_t sp, struct bytes *to);

/* Does SITE, as appended, name code of the program itself, not an interpreter's or none at all? */
bool callsite_is_own(const char *site);

/*
 * The source line of an address in this very process ("suite.c", 12); one less than where a call
 * returns to is in the call. 0, -ENOENT without debug information, or a negative errno.
 */
int callsite_own(const void *address, char *ret_file, size_t room, int *ret_line);

#endif
