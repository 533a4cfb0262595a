/* See regs.h. A number of -1 skips the call; the kernel then leaves the result register as it was set here. */
#include "os/regs.h"
#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>

#if defined(__x86_64__)

static int set_one(pid_t tid, size_t offset, uint64_t value)
{
	return ptrace(PTRACE_POKEUSER, tid, offset, value) < 0 ? -errno : 0;
}

int regs_skip_call(pid_t tid, int64_t result)
{
	int rc = set_one(tid, offsetof(struct user_regs_struct, orig_rax), ~0ULL);

	return rc ? rc : regs_set_result(tid, result);
}

int regs_set_arg(pid_t tid, int i, uint64_t value)
{
	static const size_t offsets[] = {
		offsetof(struct user_regs_struct, rdi), offsetof(struct user_regs_struct, rsi),
		offsetof(struct user_regs_struct, rdx), offsetof(struct user_regs_struct, r10),
		offsetof(struct user_regs_struct, r8),  offsetof(struct user_regs_struct, r9),
	};

	return set_one(tid, offsets[i], value);
}

int regs_set_result(pid_t tid, int64_t result)
{
	return set_one(tid, offsetof(struct user_regs_struct, rax), (uint64_t)result);
}

int regs_set_number(pid_t tid, int64_t nr)
{
	return set_one(tid, offsetof(struct user_regs_struct, orig_rax), (uint64_t)nr);
}

int regs_begin_call(pid_t tid, int64_t nr, uint64_t argument, struct regs_saved *saved)
{
	enum { INSTRUCTION = 2 }; /* syscall: 0f 05 */
	struct user_regs_struct changed;

	if (ptrace(PTRACE_GETREGS, tid, 0, saved->words) < 0)
		return -errno;
	memcpy(&changed, saved->words, sizeof(changed));
	changed.rip -= INSTRUCTION;
	changed.rax = (unsigned long long)nr;
	changed.rdi = argument;
	changed.orig_rax = ~0ULL;
	return ptrace(PTRACE_SETREGS, tid, 0, &changed) < 0 ? -errno : 0;
}

int regs_end_call(pid_t tid, const struct regs_saved *saved, int64_t result)
{
	struct user_regs_struct regs;

	memcpy(&regs, saved->words, sizeof(regs));
	regs.rax = (unsigned long long)result;
	regs.orig_rax = ~0ULL;
	return ptrace(PTRACE_SETREGS, tid, 0, &regs) < 0 ? -errno : 0;
}

enum { SYSCALL_LEN = 2 };

int regs_save(pid_t tid, struct regs_saved *saved)
{
	return ptrace(PTRACE_GETREGS, tid, 0, saved->words) < 0 ? -errno : 0;
}

int regs_make_call(pid_t tid, const struct regs_saved *saved, int64_t nr, const uint64_t args[6])
{
	struct user_regs_struct regs;

	memcpy(&regs, saved->words, sizeof(regs));
	regs.rip -= SYSCALL_LEN;
	regs.rax = (unsigned long long)nr;
	regs.orig_rax = ~0ULL;
	regs.rdi = args[0];
	regs.rsi = args[1];
	regs.rdx = args[2];
	regs.r10 = args[3];
	regs.r8 = args[4];
	regs.r9 = args[5];
	return ptrace(PTRACE_SETREGS, tid, 0, &regs) < 0 ? -errno : 0;
}

int regs_make_again(pid_t tid, const struct regs_saved *saved)
{
	struct user_regs_struct regs;

	memcpy(&regs, saved->words, sizeof(regs));
	regs.rip -= SYSCALL_LEN;
	regs.rax = regs.orig_rax;
	regs.orig_rax = ~0ULL;
	return ptrace(PTRACE_SETREGS, tid, 0, &regs) < 0 ? -errno : 0;
}

uint64_t regs_saved_sp(const struct regs_saved *saved)
{
	struct user_regs_struct regs;

	memcpy(&regs, saved->words, sizeof(regs));
	return regs.rsp;
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

int regs_begin_pause(pid_t tid, uint64_t ip, struct regs_saved *saved)
{
	enum { INSTRUCTION = 2 };
	struct user_regs_struct changed;

	if (ptrace(PTRACE_GETREGS, tid, 0, saved->words) < 0)
		return -errno;
	memcpy(&changed, saved->words, sizeof(changed));
	changed.rip = ip - INSTRUCTION;
	changed.rax = SYS_pause;
	changed.orig_rax = ~0ULL;
	return ptrace(PTRACE_SETREGS, tid, 0, &changed) < 0 ? -errno : 0;
}

int regs_restore(pid_t tid, const struct regs_saved *saved)
{
	return ptrace(PTRACE_SETREGS, tid, 0, saved->words) < 0 ? -errno : 0;
}

int regs_end_pause(pid_t tid, const struct regs_saved *saved)
{
	return regs_restore(tid, saved);
}

#elif defined(__aarch64__)

static int get_regs(pid_t tid, struct user_regs_struct *regs)
{
	struct iovec io = { .iov_base = regs, .iov_len = sizeof(*regs) };

	return ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &io) < 0 ? -errno : 0;
}

static int set_regs(pid_t tid, const struct user_regs_struct *regs)
{
	struct iovec io = { .iov_base = (void *)regs, .iov_len = sizeof(*regs) };

	return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &io) < 0 ? -errno : 0;
}

int regs_set_number(pid_t tid, int64_t nr)
{
	int number = (int)nr;
	struct iovec io = { .iov_base = &number, .iov_len = sizeof(number) };

	return ptrace(PTRACE_SETREGSET, tid, NT_ARM_SYSTEM_CALL, &io) < 0 ? -errno : 0;
}

/* No call is under way: it is skipped at its entry, and not made again at a restart. */
static int forget_call(pid_t tid)
{
	return regs_set_number(tid, -1);
}

int regs_skip_call(pid_t tid, int64_t result)
{
	int rc = forget_call(tid);

	return rc ? rc : regs_set_arg(tid, 0, (uint64_t)result);
}

int regs_set_arg(pid_t tid, int i, uint64_t value)
{
	struct user_regs_struct regs;
	int rc = get_regs(tid, &regs);

	regs.regs[i] = value;
	return rc < 0 ? rc : set_regs(tid, &regs);
}

int regs_set_result(pid_t tid, int64_t result)
{
	return regs_set_arg(tid, 0, (uint64_t)result); /* the first argument's register */
}

int regs_begin_call(pid_t tid, int64_t nr, uint64_t argument, struct regs_saved *saved)
{
	enum { INSTRUCTION = 4, NUMBER = 8 };
	struct user_regs_struct changed;
	int rc = get_regs(tid, &changed);

	memcpy(saved->words, &changed, sizeof(changed));
	changed.pc -= INSTRUCTION;
	changed.regs[NUMBER] = (uint64_t)nr;
	changed.regs[0] = argument;
	return rc < 0 ? rc : set_regs(tid, &changed);
}

int regs_end_call(pid_t tid, const struct regs_saved *saved, int64_t result)
{
	struct user_regs_struct regs;

	memcpy(&regs, saved->words, sizeof(regs));
	regs.regs[0] = (uint64_t)result;
	return set_regs(tid, &regs);
}

enum { SYSCALL_LEN = 4, NUMBER_REGISTER = 8 };

int regs_save(pid_t tid, struct regs_saved *saved)
{
	struct user_regs_struct regs;
	int rc = get_regs(tid, &regs);

	memcpy(saved->words, &regs, sizeof(regs));
	return rc;
}

int regs_make_call(pid_t tid, const struct regs_saved *saved, int64_t nr, const uint64_t args[6])
{
	struct user_regs_struct regs;

	memcpy(&regs, saved->words, sizeof(regs));
	regs.pc -= SYSCALL_LEN;
	regs.regs[NUMBER_REGISTER] = (uint64_t)nr;
	memcpy(regs.regs, args, 6 * sizeof(args[0]));
	return set_regs(tid, &regs);
}

int regs_make_again(pid_t tid, const struct regs_saved *saved)
{
	struct user_regs_struct regs;

	memcpy(&regs, saved->words, sizeof(regs));
	regs.pc -= SYSCALL_LEN;
	return set_regs(tid, &regs);
}

int regs_restore(pid_t tid, const struct regs_saved *saved)
{
	struct user_regs_struct regs;

	memcpy(&regs, saved->words, sizeof(regs));
	return set_regs(tid, &regs);
}

uint64_t regs_saved_sp(const struct regs_saved *saved)
{
	struct user_regs_struct regs;

	memcpy(&regs, saved->words, sizeof(regs));
	return regs.sp;
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
	rc = forget_call(tid);
	return rc < 0 ? rc : set_regs(tid, &regs);
}

int regs_begin_pause(pid_t tid, uint64_t ip, struct regs_saved *saved)
{
	(void)tid, (void)ip, (void)saved;
	return -ENOSYS;
}

int regs_end_pause(pid_t tid, const struct regs_saved *saved)
{
	(void)tid, (void)saved;
	return -ENOSYS;
}

#else
#error "regs.c knows x86-64 and arm64"
#endif
