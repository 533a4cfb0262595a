/*
 * What stands in for a sandbox where a machine refuses namespaces (a container's usual profile) and we are root: a user of its own for
 * each, with a home of its own; behind it nothing of that user's is left.
 */
#ifndef OS_SANDBOX_USER_H
#define OS_SANDBOX_USER_H

#include "base/err.h"
#include <sys/types.h>

enum { SANDBOX_HOME_MOST = 32 };

/* One that no other grader on this machine has, as long as the descriptor is open that it returns. -EUSERS: all are taken. */
int sandbox_user_take(uid_t *ret, struct sck_err *err);
/* Makes its home; RET_HOME has room for SANDBOX_HOME_MOST bytes. 0 or a negative errno. */
int sandbox_user_begin(uid_t user, char *ret_home, struct sck_err *err);
/*
 * Ends its processes, which are ours or become so when they are orphaned, and blocks until they are gone; removes its System V objects, and its files in HOME, and in /tmp, /var/tmp, /dev/shm and
 * their like: there, and in directories in there in which it may write.
 */
void sandbox_user_end(uid_t user, const char *home);

#endif
