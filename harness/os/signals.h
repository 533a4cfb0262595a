/*
 * What signals a thread has pending, blocks, ignores and catches, as /proc has it. Reads, never waits.
 */
#ifndef OS_SIGNALS_H
#define OS_SIGNALS_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * A traced process is woken up by signals that it ignores, too (kernel/signal.c, sig_ignored()). Were it no others that this thread is about
 * to be delivered? False where there are none.
 */
bool signals_only_ignored(pid_t tgid, pid_t tid);

#endif
