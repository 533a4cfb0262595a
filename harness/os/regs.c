/* See regs.h. A number of -1 skips the call; the kernel then leaves the result register as it was set here. */
#include "os/regs.h"
#include <elf.h>
#include <errno.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#if defined(__x86_64__)

int regs_fail_call(pid_t tid, int error)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, tid, 0, &regs) < 0)
		return -errno;
	regs.orig_rax = ~0ULL;
	regs.rax = (unsigned long long)-(long long)error;
	return ptrace(PTRACE_SETREGS, tid, 0, &regs) < 0 ? -errno : 0;
}

int regs_call(pid_t tid, uint64_t function, uint64_t argument)
{
	enum { RED_ZONE = 128, ROOM = 1024, DIRECTION_FLAG = 1 << 10 };
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, tid, 0, &regs) < 0)
		return -errno;
	regs.rip = function;
	regs.rdi = argument;
	regs.rax = 0;
	/* else the kernel's restart of an interrupted call would move rip back by the instruction's two bytes */
	regs.orig_rax = ~0ULL;
	regs.rsp = ((regs.rsp - RED_ZONE - ROOM) & ~15ULL) - 8;
	regs.eflags &= ~(unsigned long long)DIRECTION_FLAG;
	return ptrace(PTRACE_SETREGS, tid, 0, &regs) < 0 ? -errno : 0;
}

#elif defined(__aarch64__)

static int get_regs(pid_t tid, struct user_regs_struct *regs)
{
	struct iovec io = { .iov_base = regs, .iov_len = sizeof(*regs) };

	return ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &io) < 0 ? -errno : 0;
}

static int set_regs(pid_t tid, struct user_regs_struct *regs)
{
	struct iovec io = { .iov_base = regs, .iov_len = sizeof(*regs) };
	int no_call = -1;
	struct iovec number = { .iov_base = &no_call, .iov_len = sizeof(no_call) };

	if (ptrace(PTRACE_SETREGSET, tid, NT_ARM_SYSTEM_CALL, &number) < 0)
		return -errno;
	return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &io) < 0 ? -errno : 0;
}

int regs_fail_call(pid_t tid, int error)
{
	struct user_regs_struct regs;
	int rc = get_regs(tid, &regs);

	if (rc < 0)
		return rc;
	regs.regs[0] = (unsigned long long)-(long long)error;
	return set_regs(tid, &regs);
}

int regs_call(pid_t tid, uint64_t function, uint64_t argument)
{
	enum { ROOM = 1024 };
	struct user_regs_struct regs;
	int rc = get_regs(tid, &regs);

	if (rc < 0)
		return rc;
	regs.pc = function;
	regs.regs[0] = argument;
	regs.sp = (regs.sp - ROOM) & ~15ULL;
	return set_regs(tid, &regs);
}

#else
#error "regs.c knows x86-64 and arm64"
#endif
