/* See tracer_try.h. The child lives until its pipe is closed; the tracer's end of it is its parent's to reap. */
#include "os/tracer_try.h"
#include "base/err.h"
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/ptrace.h>
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

static int try(struct sck_err *err)
{
	int ends[2], code;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return err_errno(err, -errno, "pipe");
	pid = fork_waiting(ends);
	code = pid < 0 ? err_errno(err, -errno, "fork") : 0;
	if (!code && ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP))
		code = err_errno(err, -errno, "PTRACE_SEIZE of a child");
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
