/* See made_call.h. */
#include "os/made_call.h"
#include "facts/call.h"
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

enum { SYSCALL_STOP = SIGTRAP | 0x80 };

int made_call_await(pid_t tid, int *ret_status)
{
	siginfo_t info;

	while (waitid(P_PID, (id_t)tid, &info, WSTOPPED | WEXITED | WNOWAIT | __WALL) < 0)
		if (errno != EINTR)
			return -errno;
	if (info.si_code != CLD_TRAPPED && info.si_code != CLD_STOPPED)
		return -ESRCH;
	return waitpid(tid, ret_status, __WALL) < 0 ? -errno : 0;
}

/* What of the stop: 1 it is the call's exit, 0 the call goes on, or a negative errno. */
static int follow(pid_t tid, int status, int64_t *ret_result, pid_t *ret_child)
{
	struct __ptrace_syscall_info info;
	unsigned long child = 0;

	switch (status >> 16) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_CLONE:
		if (ptrace(PTRACE_GETEVENTMSG, tid, 0, &child) == 0 && ret_child)
			*ret_child = (pid_t)child;
		return 0;
	case PTRACE_EVENT_SECCOMP:
		return 0;
	case 0:
		break;
	default:
		return -ECANCELED;
	}
	if (WSTOPSIG(status) != SYSCALL_STOP)
		return -EINTR;
	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info) < 0)
		return -errno;
	if (info.op != PTRACE_SYSCALL_INFO_EXIT)
		return 0;
	*ret_result = info.exit.rval;
	return 1;
}

int made_call_to_exit(pid_t tid, bool stops, int64_t *ret_result, pid_t *ret_child)
{
	int status = 0, code = 0;

	for (; code == 0; stops = false) {
		if (ptrace(stops ? PTRACE_CONT : PTRACE_SYSCALL, tid, 0, 0) < 0)
			return -errno;
		code = made_call_await(tid, &status);
		if (code == 0)
			code = follow(tid, status, ret_result, ret_child);
	}
	return code < 0 ? code : 0;
}

int64_t made_call(pid_t tid, const struct regs_saved *at, int64_t nr, const uint64_t args[6], pid_t *ret_child)
{
	int64_t result = -EINTR;
	int code = regs_make_call(tid, at, nr, args);

	if (!code)
		code = made_call_to_exit(tid, ret_child || call_by_number(nr), &result, ret_child);
	return code ? code : result;
}

void made_call_block_signals(pid_t tid, uint64_t *ret_was)
{
	uint64_t all = ~UINT64_C(0);

	*ret_was = 0;
	if (ptrace(PTRACE_GETSIGMASK, tid, sizeof(*ret_was), ret_was) == 0)
		ptrace(PTRACE_SETSIGMASK, tid, sizeof(all), &all);
}

void made_call_unblock_signals(pid_t tid, uint64_t was)
{
	ptrace(PTRACE_SETSIGMASK, tid, sizeof(was), &was);
}
