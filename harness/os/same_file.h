/* Whether a descriptor of another process is of the same open file as one of ours. */
#ifndef OS_SAME_FILE_H
#define OS_SAME_FILE_H

#include <stdbool.h>
#include <sys/types.h>

/* By kcmp(2), or where that is refused (some containers' profiles) by a lock that proc(5) shows. False where neither can be asked. */
bool same_file(int ours, pid_t tgid, int fd);

#endif
