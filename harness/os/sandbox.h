/*
 * A command in a sandbox: bubblewrap's PID, network, mount, IPC and UTS namespaces, a read-only view of the machine's files with nobody's
 * own in it, a /tmp and a home that go with it, no capability and no way to new ones. It starts one and never waits; it knows
 * neither submission nor suite.
 */
#ifndef OS_SANDBOX_H
#define OS_SANDBOX_H

#include "base/err.h"
#include <sched.h>
#include <stdint.h>
#include <sys/types.h>

/* The descriptors that a command may have in there, and nothing else. */
enum sandbox_fd {
	SANDBOX_INPUT,
	SANDBOX_OUTPUT,
	SANDBOX_ERRORS,
	SANDBOX_REPORT,
	SANDBOX_SUITE,
	SANDBOX_FDS
};
enum { SANDBOX_REPORT_AT = 3, SANDBOX_SUITE_AT = 9 }; /* as what the command sees the last two */
enum { SANDBOX_DESCRIPTORS = 4096 };                  /* that each process in there may have */

struct sandbox {
	const char *const *hidden; /* files and folders that are empty in there; ends with NULL */
	cpu_set_t cpus;            /* where it may run; none: anywhere */
	uint64_t disk_most;   /* bytes that /tmp and its home each hold, and no file is larger */
	int fds[SANDBOX_FDS]; /* of ours; -1: it has /dev/null, or nothing */
	const char *cgroup; /* the path of the group that it is to be in (cgroup.h); NULL or "": ours */
	uid_t user;  /* 0: in namespaces; else as this user alone, without them (sandbox_user.h) */
	int fd_user; /* that it has been taken */
	const char *home; /* of that user; it goes with the sandbox, as do its processes and its other files */
};

/* Can this machine have one? 0, or a negative errno with what bubblewrap says in ERR. Blocks until that has ended. */
int sandbox_try(struct sck_err *err);

/* What the home is called in there. */
#define SANDBOX_HOME "/home/student"

/*
 * Starts ARGV (looked for in PATH, ends with NULL). As root it runs as nobody's user (65534). Returns the PID of a child that ends, with
 * its status, when nothing of it is left (sandbox_guard.h), or a negative errno; *ret_fd_process is its pidfd. What bubblewrap has to say against it comes
 * out at SANDBOX_ERRORS. It ends with the thread that started it, however that ends.
 */
pid_t sandbox_start(const struct sandbox *box, const char *const *argv, int *ret_fd_process,
		    struct sck_err *err);

/* Has all in there ended, and that child with it; does not wait for that. */
void sandbox_end(pid_t pid);

/* A command of ours outside, with the first three of FDS: the child is that itself. */
pid_t sandbox_start_outside(const int *fds, const char *const *argv, int *ret_fd_process,
			    struct sck_err *err);

#endif
