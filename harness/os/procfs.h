/*
 * What /proc says of a process and its threads. Reads, never waits, allocates nothing. Knows no
 * session: PIDs are those that the caller sees. Whoever asks must be allowed to trace the process
 * (ptrace(2), "access mode checking").
 */
#ifndef OS_PROCFS_H
#define OS_PROCFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

int64_t procfs_cpu_ns(pid_t pid);  /* of all its threads, ended ones included; -1: gone */
char procfs_state(pid_t pid);      /* of the process; 0: gone */
pid_t procfs_parent(pid_t pid);    /* 0: outside our PID namespace; -1: gone */
pid_t procfs_group(pid_t tid);     /* the process (tgid) of a thread; -1: gone */
pid_t procfs_inner_pid(pid_t tid); /* in the innermost PID namespace; tid where unknown */
int64_t procfs_memory(pid_t pid);  /* VmRSS in bytes; -1: gone or none */
int64_t procfs_own_memory(pid_t pid); /* the same, what is shared divided by those that share it (Pss); slow */
int64_t procfs_peak_memory(pid_t pid); /* VmHWM in bytes; -1: gone or none (a zombie has none) */
int procfs_descriptors(pid_t pid);     /* how many are open; -1: gone */
/* The sum of what VISIT says of each descriptor that is open, until it says less than 0; that, or a negative errno: they are not to be seen. */
int procfs_each_descriptor(pid_t pid, int (*visit)(void *arg, pid_t pid, int fd), void *arg);
int procfs_name(pid_t pid, char *ret, size_t room); /* comm; 0 or -ESRCH */

/*
 * What descriptor FD of PID is: "socket:[123]" gives the inode; 0: no socket; -EBADF, -ESRCH. The
 * text of its link, whatever it is, in LINK if given.
 */
int64_t procfs_socket_inode(pid_t pid, int fd, char *link, size_t link_room);
/*
 * Does any timer descriptor (timerfd_create(2)) of the process wait to fire, or has it a POSIX
 * timer (timer_create(2)) that would notify? True where that cannot be seen. Of the latter /proc
 * does not say whether it is armed; of alarm(2) and setitimer(2) it says nothing at all.
 */
bool procfs_timer_armed(pid_t pid);
/*
 * How many children of PID are zombies; those that their tracer has not collected count as well.
 * -ESRCH: PID is gone; -ENOSYS: the kernel has no `children` files (CONFIG_PROC_CHILDREN).
 */
int procfs_zombies(pid_t pid);

#endif
