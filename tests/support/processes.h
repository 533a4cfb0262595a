/*
 * What is left on this machine of what a test started: processes by a name of their own, children,
 * descriptors, mounts. Reads /proc; knows no session.
 */
#ifndef SUPPORT_PROCESSES_H
#define SUPPORT_PROCESSES_H

#include "base/bytes.h"

enum { PROCESSES_NAME = 16 };

/* A name (of a thread's length) that no other process has: made from our number and a counter. */
void processes_name(char ret[PROCESSES_NAME]);
/* How many processes have this name; zombies count. */
int processes_called(const char *name);

/*
 * What this process holds, as text to compare before with after: its open descriptors and what they
 * are, its mounts and its children (zombies too). The caller ends RET with bytes_done().
 */
void processes_holdings(struct bytes *ret);

#endif
