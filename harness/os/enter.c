/*
 * A process cannot be born into another PID namespace by fork(2) alone, and the caller must not
 * move. So there is a process between, made by vfork(2): it enters the namespaces, forks once more
 * with CLONE_PARENT, which makes the new process the caller's child, and is gone. glibc knows
 * nothing of that second fork, therefore what its fork(3) would do in the child is done here
 * (thread id, robust list, rseq area). A child that only goes to its exec is spared the copy of the
 * caller's memory, which is half of what a fork costs: as after vfork(2) it runs in the caller's,
 * but on a stack of its own, and the caller goes on.
 */
#include "os/enter.h"

#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/prctl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#endif

extern void __gcov_reset(void) __attribute__((weak));
extern void __gcov_dump(void) __attribute__((weak));

/* A sanitizer keeps books of each stack, which a process that shares our memory would leave in disorder. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

/* For a path that is tried (PATH_MAX) and the arguments of a script without an interpreter's line. */
enum { STACK_SIZE = 1 << 20, GUARD_SIZE = 1 << 16 };

enum stage { STAGE_NONE, STAGE_SETNS, STAGE_ROOT, STAGE_CWD, STAGE_FORK };

/*
 * Shared memory: where vfork() is emulated by fork() (valgrind, sanitizers) the caller still learns
 * what became of it.
 */
struct note {
	pid_t pid;
	enum stage stage;
	int code;
};

/* What the kernel holds for the calling thread and a fork with CLONE_VM does not pass on. */
struct thread {
	void *tid;
	void *robust_list;
	size_t robust_list_len;
};

struct passage {
	struct enter to;
	int (*child)(void *arg);
	void *arg;
	struct note *note;
	struct thread thread;
	char *stack; /* its top, of a child in the caller's memory; NULL: it gets a copy */
	sigset_t mask;
	char cwd[PATH_MAX];
};

static void read_thread(struct thread *ret)
{
	*ret = (struct thread){ 0 };
	/*
	 * The address of glibc's own record of the thread's id; without it
	 * (CONFIG_CHECKPOINT_RESTORE=n) that stays stale.
	 */
	if (prctl(PR_GET_TID_ADDRESS, &ret->tid))
		ret->tid = NULL;
	if (syscall(SYS_get_robust_list, 0, &ret->robust_list, &ret->robust_list_len))
		ret->robust_list = NULL;
}

/* glibc registers 32 bytes, the size of the first struct rseq, unless its own is larger. */
static void register_rseq(void)
{
#ifdef RSEQ_SIG
	struct rseq *area = (struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset);
	unsigned len = __rseq_size > 32 ? __rseq_size : 32;

	if (__rseq_size && syscall(SYS_rseq, area, len, 0, RSEQ_SIG))
		area->cpu_id = RSEQ_CPU_ID_REGISTRATION_FAILED;
#endif
}

/*
 * In a user namespace one has every capability, until execve(2). A function of ours gets no more
 * than a program. What shares our memory uses none but keeps them: no process that lacks one may
 * look into it (ptrace(2)).
 */
static void drop_capabilities(const struct enter *to, bool for_good)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { 0 };
	const unsigned net_raw = to->keeps_net_raw ? 1U << CAP_NET_RAW : 0;

	if (!for_good)
		syscall(SYS_capget, &head, sets);
	for (size_t i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		sets[i].effective = sets[i].inheritable = 0;
	sets[0].effective = sets[0].inheritable = net_raw;
	sets[0].permitted |= net_raw;
	syscall(SYS_capset, &head, sets);
	if (to->keeps_net_raw)
		prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0);
}

bool enter_gives_net_raw(bool has_users)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (has_users)
		return true;
	return !syscall(SYS_capget, &head, sets) && sets[0].effective & 1U << CAP_NET_RAW;
}

/*
 * A program that is root in a user namespace has as many capabilities as whoever shares our memory.
 * Where there is gcov, an exec would write and close the books that are ours.
 */
bool enter_may_share_memory(int namespaces)
{
	return !IS_SANITIZED && !__gcov_dump && prctl(PR_GET_DUMPABLE) == 1 &&
	       !(namespaces & CLONE_NEWUSER && geteuid() == 0);
}

static int live_until_exec(void *arg)
{
	const struct passage *p = arg;

	if (p->to.namespaces & CLONE_NEWUSER && geteuid())
		drop_capabilities(&p->to, false);
	return p->child(p->arg);
}

static _Noreturn void live(const struct passage *p)
{
	int status;

	if (__gcov_reset)
		__gcov_reset();
	if (p->thread.robust_list)
		syscall(SYS_set_robust_list, p->thread.robust_list, p->thread.robust_list_len);
	register_rseq();
	if (p->to.namespaces & CLONE_NEWUSER && geteuid())
		drop_capabilities(&p->to, true);
	sigprocmask(SIG_SETMASK, &p->mask, NULL);
	status = p->child(p->arg);
	if (__gcov_dump)
		__gcov_dump();
	_exit(status);
}

static pid_t fork_sibling(struct passage *p)
{
	void *tid = p->thread.tid;
	/*
	 * The signal at its end is not ours to choose here: with CLONE_PARENT it is the calling
	 * process's (clone(2)).
	 */
	unsigned long flags =
		CLONE_PARENT | SIGCHLD | (tid ? CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID : 0);

	if (p->stack)
		return clone(live_until_exec, p->stack, CLONE_VM | CLONE_PARENT | SIGCHLD, p);
#if defined(__x86_64__)
	return syscall(SYS_clone, flags, NULL, NULL, tid, NULL);
#else
	return syscall(SYS_clone, flags, NULL, NULL, NULL, tid);
#endif
}

static _Noreturn void refuse(struct note *note, enum stage stage)
{
	note->code = -errno;
	note->stage = stage;
	_exit(1);
}

/* The process between. It shares the caller's memory, so it changes nothing but its note. */
static _Noreturn void pass(struct passage *p)
{
	pid_t pid;

	if (setns(p->to.fd_process, p->to.namespaces))
		refuse(p->note, STAGE_SETNS);
	if (p->to.fd_network >= 0 && setns(p->to.fd_network, CLONE_NEWNET))
		refuse(p->note, STAGE_SETNS);
	/*
	 * setns(2) took us to the root of the namespace, which is not ours if we live in a chroot.
	 */
	if (fchdir(p->to.fd_root) || chroot("."))
		refuse(p->note, STAGE_ROOT);
	if (chdir(p->cwd))
		refuse(p->note, STAGE_CWD);
	pid = fork_sibling(p);
	if (pid == 0)
		live(p);
	if (pid < 0)
		refuse(p->note, STAGE_FORK);
	p->note->pid = pid;
	_exit(0);
}

static pid_t cross(struct passage *p, struct sck_err *err)
{
	sigset_t all;
	pid_t between;
	int code;

	/* A handler that ran in the process between would run in the caller's memory. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &p->mask);
	between = vfork();
	if (between == 0)
		pass(p);
	code = -errno;
	if (between > 0)
		while (waitpid(between, NULL, __WALL) < 0 && errno == EINTR)
			;
	sigprocmask(SIG_SETMASK, &p->mask, NULL);
	if (between < 0)
		return err_errno(err, code, "cannot fork");
	return 0;
}

static pid_t say(const struct passage *p, struct sck_err *err)
{
	const struct note *note = p->note;

	if (note->pid)
		return note->pid;
	switch (note->stage) {
	case STAGE_SETNS:
		return err_errno(err, note->code, "cannot enter the loopback's namespaces");
	case STAGE_ROOT:
		return err_errno(err, note->code, "cannot enter the loopback's root directory");
	case STAGE_CWD:
		return err_errno(err, note->code, "cannot enter %s inside the loopback", p->cwd);
	case STAGE_FORK:
		return err_errno(err, note->code, "cannot fork inside the loopback");
	default:
		return err_set(err, -ECHILD, "the process that was to fork inside the loopback was killed");
	}
}

static pid_t go_there(struct passage *p, struct sck_err *err)
{
	pid_t pid;

	if (!getcwd(p->cwd, sizeof(p->cwd)))
		return err_errno(err, -errno, "the working directory has no name");
	p->note = mmap(NULL, sizeof(*p->note), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p->note == MAP_FAILED)
		return err_errno(err, -errno, "cannot map memory to fork");
	read_thread(&p->thread);
	pid = cross(p, err);
	if (!pid)
		pid = say(p, err);
	munmap(p->note, sizeof(*p->note));
	return pid;
}

pid_t enter_fork(const struct enter *to, int (*child)(void *arg), void *arg, struct sck_err *err)
{
	struct passage p = { .to = *to, .child = child, .arg = arg };

	return go_there(&p, err);
}

/* Below it is nothing: who needs more is killed. One does, for there is one such child at a time. */
static char *top_of_stack(void)
{
	static char *stack;
	void *room;

	if (stack)
		return stack;
	room = mmap(NULL, GUARD_SIZE + STACK_SIZE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (room != MAP_FAILED && mprotect(room, GUARD_SIZE, PROT_NONE) == 0)
		stack = (char *)room + GUARD_SIZE + STACK_SIZE;
	return stack;
}

pid_t enter_fork_to_exec(const struct enter *to, int (*child)(void *arg), void *arg, struct sck_err *err)
{
	static struct passage p; /* the child reads it when we have returned */

	p = (struct passage){ .to = *to, .child = child, .arg = arg };
	if (enter_may_share_memory(to->namespaces))
		p.stack = top_of_stack();
	return go_there(&p, err);
}
