/*
 * A process cannot be born into another PID namespace by fork(2) alone, and the caller must not
 * move. So there is a process between, made by vfork(2): it enters the namespaces, forks once more
 * with CLONE_PARENT, which makes the new process the caller's child, and is gone. glibc knows
 * nothing of that second fork, therefore what its fork(3) would do in the child is done here
 * (thread id, robust list, rseq area).
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
	const struct enter *to;
	int (*child)(void *arg);
	void *arg;
	struct note *note;
	struct thread thread;
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
 * than a program.
 */
static void drop_capabilities(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

	syscall(SYS_capset, &head, none);
}

static _Noreturn void live(const struct passage *p)
{
	int status;

	if (__gcov_reset)
		__gcov_reset();
	if (p->thread.robust_list)
		syscall(SYS_set_robust_list, p->thread.robust_list, p->thread.robust_list_len);
	register_rseq();
	if (p->to->namespaces & CLONE_NEWUSER && geteuid())
		drop_capabilities();
	sigprocmask(SIG_SETMASK, &p->mask, NULL);
	status = p->child(p->arg);
	if (__gcov_dump)
		__gcov_dump();
	_exit(status);
}

static pid_t fork_sibling(void *tid)
{
	/*
	 * The signal at its end is not ours to choose here: with CLONE_PARENT it is the calling
	 * process's (clone(2)).
	 */
	unsigned long flags =
		CLONE_PARENT | SIGCHLD | (tid ? CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID : 0);

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
static _Noreturn void pass(const struct passage *p)
{
	pid_t pid;

	if (setns(p->to->fd_process, p->to->namespaces))
		refuse(p->note, STAGE_SETNS);
	/*
	 * setns(2) took us to the root of the namespace, which is not ours if we live in a chroot.
	 */
	if (fchdir(p->to->fd_root) || chroot("."))
		refuse(p->note, STAGE_ROOT);
	if (chdir(p->cwd))
		refuse(p->note, STAGE_CWD);
	pid = fork_sibling(p->thread.tid);
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

pid_t enter_fork(const struct enter *to, int (*child)(void *arg), void *arg, struct sck_err *err)
{
	struct passage p = { .to = to, .child = child, .arg = arg };
	pid_t pid;

	if (!getcwd(p.cwd, sizeof(p.cwd)))
		return err_errno(err, -errno, "the working directory has no name");
	p.note = mmap(NULL, sizeof(*p.note), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p.note == MAP_FAILED)
		return err_errno(err, -errno, "cannot map memory to fork");
	read_thread(&p.thread);
	pid = cross(&p, err);
	if (!pid)
		pid = say(&p, err);
	munmap(p.note, sizeof(*p.note));
	return pid;
}
