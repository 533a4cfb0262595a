/* See tracer_try.h. The child lives until its pipe is closed; the tracer's end of it is its parent's to reap. */
#include "os/tracer_try.h"
#include "base/err.h"
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t fork_waiting(int ends[2])
{
	pid_t pid = fork();
	char byte;

	if (pid == 0) {
		close(ends[1]);
		_exit(TEMP_FAILURE_RETRY(read(ends[0], &byte, 1)) != 0);
	}
	return pid;
}

/* A copy of a descriptor of PID's. Docker's profile allows ptrace(2), but this for CAP_SYS_PTRACE alone. */
static int copy_descriptor(pid_t pid, int fd)
{
	const int fd_process = (int)syscall(SYS_pidfd_open, pid, 0);
	const int fd_copy = fd_process < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, fd_process, fd, 0);
	const int code = fd_copy < 0 ? -errno : 0;

	if (fd_copy >= 0)
		close(fd_copy);
	if (fd_process >= 0)
		close(fd_process);
	return code;
}

static int look(pid_t pid, int fd, struct sck_err *err)
{
	int code;

	if (ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP))
		return err_errno(err, -errno, "PTRACE_SEIZE of a child");
	code = copy_descriptor(pid, fd);
	return code ? err_errno(err, code, "pidfd_getfd of a child") : 0;
}

static int try(struct sck_err *err)
{
	int ends[2], code;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, -errno, "pipe");
	pid = fork_waiting(ends);
	code = pid < 0 ? err_errno(err, -errno, "fork") : look(pid, ends[0], err);
	close(ends[1]);
	close(ends[0]);
	if (pid > 0)
		TEMP_FAILURE_RETRY(waitpid(pid, NULL, 0));
	return code;
}

const char *tracer_refused(void)
{
	static enum { UNKNOWN, ALLOWED, REFUSED } known;
	static struct sck_err why;

	if (known == UNKNOWN)
		known = try(&why) ? REFUSED : ALLOWED;
	return known == REFUSED ? why.text : NULL;
}
