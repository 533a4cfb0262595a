/*
 * The least that an echo server can be tried with: fork, exec, connect until it listens, a message there and back, kill. No harness; on the host's loopback.
 */
#ifndef SUPPORT_BARELY_H
#define SUPPORT_BARELY_H

#include <stddef.h>

enum { BARELY_BYTES = 64 };
extern const char barely_message[BARELY_BYTES + 1];

/* ARGV of the server, COUNT words without the port, which is put behind them. Microseconds that it took; negative: it did not echo. */
double barely_try(const char *const *argv, size_t count);

#endif
