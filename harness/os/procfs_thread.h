/*
 * One thread of a process, looked at again and again by files of /proc that stay open meanwhile. Reads, never waits, allocates
 * nothing. Knows no session: PIDs are those that the caller sees. Whoever asks must be allowed to trace the process (ptrace(2),
 * "access mode checking").
 */
#ifndef OS_PROCFS_THREAD_H
#define OS_PROCFS_THREAD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Zeroed it is closed. Of a few threads the files stay open; of any other they are opened for each look. */
struct procfs_eye {
	bool is_open, by_status;
	int fd_state, fd_switches, fd_call;
};
void procfs_eye_close(struct procfs_eye *eye); /* NULL, or one that is closed: nothing */

struct procfs_thread {
	char state;   /* R S D T t Z X (proc(5)) */
	bool hidden;  /* its call may not be read: running, call and args say nothing */
	bool running; /* not blocked in a call, or it was not all the time that the look took */
	int64_t call; /* the one that it is blocked in; -1: none (blocked elsewhere) */
	uint64_t args[6];
	uint64_t pc, sp;
	uint64_t switches; /* how many times it has got a processor so far, or (as the kernel counts) lost it */
};
/*
 * One look at a thread. Two looks with equal switches, the second neither R nor running: the thread
 * has not run from the beginning of the first to that of the second, and what the second says held all
 * that time. Of a zombie (Z, X) only state and switches are told, and of a hidden one: its process
 * is not dumpable (prctl(2)), and we are not root. Returns 0 or -ESRCH where it is gone.
 */
int procfs_eye_look(struct procfs_eye *eye, pid_t pid, pid_t tid, struct procfs_thread *ret);
/* Does it sleep (S), and has not run since the look, neither R nor running, that told SWITCHES? */
bool procfs_eye_rests(struct procfs_eye *eye, pid_t pid, pid_t tid, uint64_t switches);

int procfs_thread(pid_t pid, pid_t tid, struct procfs_thread *ret); /* once, by an eye of its own */
/* Of that look only these two. */
int procfs_switches(pid_t pid, pid_t tid, char *ret_state, uint64_t *ret_switches);

extern bool procfs_by_status; /* for tests: looks as where the kernel has no schedstat */

#endif
