/*
 * See spawn.h. Two pipes join parent and child. On one the parent says "you are seized, go on"; on the other the child says at
 * which stage it failed, and ends. Between the two the parent follows its child's stops, which come at once: the filter
 * already stops it at calls of its own set-up. The child is handed over stopped in its exec event.
 *
 * A child that is to exec may run in our memory, errno included. So all signals are blocked here meanwhile, and no call of
 * ours can fail that says why in errno, but for the child's death.
 */
#include "os/spawn.h"
#include "os/filter.h"
#include "os/procfs.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct failure { /* small enough for one atomic write to a pipe */
	const char *stage;
	int error;
};

struct child {
	const struct spawn_plan *plan;
	const struct sock_fprog *filter;
	int fd_go;     /* read end: a byte once seized, the end if the parent is gone */
	int fd_going;  /* its write end, not ours to keep */
	int fd_failed; /* write end */
	pid_t inner;   /* its PID as it sees it; 0: it runs in memory of its own */
};

/* A program of root would have it again after its exec, were it not for the bounding set. */
static int drop_net_raw(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &head, sets))
		return -1;
	if (!(sets[0].effective & 1U << CAP_NET_RAW)) /* an ordinary user: its exec leaves none */
		return 0;
	if (prctl(PR_CAPBSET_DROP, CAP_NET_RAW, 0, 0, 0))
		return -1;
	sets[0].effective &= ~(1U << CAP_NET_RAW);
	sets[0].permitted &= ~(1U << CAP_NET_RAW);
	sets[0].inheritable &= ~(1U << CAP_NET_RAW);
	return (int)syscall(SYS_capset, &head, sets);
}

static int carry_out(const struct spawn_action *a)
{
	struct rlimit limit = { a->value, a->value };

	switch (a->kind) {
	case SPAWN_MOVE_FD:
		return dup2(a->from, a->to);
	case SPAWN_CLOSE_FD:
		return close(a->to);
	case SPAWN_CLOSE_REST:
		close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
		return 0;
	case SPAWN_LIMIT:
		return setrlimit((__rlimit_resource_t)a->resource, &limit);
	case SPAWN_NEW_SESSION:
		return setsid();
	case SPAWN_NO_NET_RAW:
		return drop_net_raw();
	}
	errno = EINVAL;
	return -1;
}

static const char *stage_name(enum spawn_kind kind)
{
	static const char *const names[] = {
		[SPAWN_MOVE_FD] = "dup2",           [SPAWN_CLOSE_FD] = "close",
		[SPAWN_CLOSE_REST] = "close_range", [SPAWN_LIMIT] = "setrlimit",
		[SPAWN_NEW_SESSION] = "setsid",     [SPAWN_NO_NET_RAW] = "capset",
	};

	return names[kind];
}

/*
 * A program starts with the mask and the dispositions of a shell's child, whatever the test's process has. A handler must
 * not run in the child, in what may be our memory; a function of the test would keep it.
 */
static void reset_signals(bool all)
{
	const struct sigaction by_default = { .sa_handler = SIG_DFL };
	struct sigaction now;
	sigset_t none;

	for (int signal = 1; signal < NSIG; signal++)
		if (sigaction(signal, NULL, &now) == 0 && now.sa_handler != SIG_DFL &&
		    (all || now.sa_handler != SIG_IGN || signal == SIGPIPE || signal == SIGCHLD))
			sigaction(signal, &by_default, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static const char *prepare(const struct child *c)
{
	char go;

	reset_signals(c->plan->function != NULL);
	close(c->fd_going);
	if (read(c->fd_go, &go, 1) != 1)
		_exit(0);
	for (size_t i = 0; i < c->plan->actions_count; i++)
		if (carry_out(&c->plan->actions[i]) < 0)
			return stage_name(c->plan->actions[i].kind);
	if (c->plan->timer_slack > 0)
		prctl(PR_SET_TIMERSLACK, c->plan->timer_slack);
	if (c->plan->same_addresses)
		personality(ADDR_NO_RANDOMIZE);
	if (c->plan->untraced)
		return NULL;
	errno = -filter_install(c->filter);
	return errno ? "seccomp" : NULL;
}

static int run_child(void *arg)
{
	struct child *c = arg;
	struct failure failure;

	c->inner = getpid();
	failure.stage = prepare(c);
	if (!failure.stage && c->plan->function) {
		close_range(3, ~0U, 0);
		if (!c->plan->untraced)
			kill(getpid(), SIGSTOP); /* stands for the exec event, see wait_for_exec() */
		return c->plan->function(c->plan->arg);
	}
	if (!failure.stage) {
		execvpe(c->plan->argv[0], (char **)c->plan->argv, (char **)c->plan->envp);
		failure.stage = "exec";
	}
	failure.error = errno;
	if (write(c->fd_failed, &failure, sizeof(failure)) < 0)
		return 126;
	return 127;
}

/* Follows the child until it stands in its exec event (or before its function); -ECHILD: it has ended before. */
static int wait_for_exec(pid_t pid, struct tracees *tracer, bool is_function)
{
	struct tracer_event event;
	int status;

	for (;;) {
		if (waitpid(pid, &status, __WALL) < 0) {
			if (errno == EINTR)
				continue;
			return -errno;
		}
		tracer_feed(tracer, pid, status, &event);
		if (event.kind == TRACER_PROCESS_END)
			return -ECHILD;
		if (event.kind == TRACER_EXEC)
			return 0;
		if (event.kind == TRACER_SIGNAL && is_function && event.signal == SIGSTOP) {
			event.tracee->signal = 0;
			event.tracee->has_execed = true;
			return 0;
		}
		if (event.kind != TRACER_NOTHING)
			tracer_act(tracer, event.tracee, TRACER_GO);
	}
}

static pid_t start(struct child *c, int fd_go, struct loopback *lo, struct tracees *tracer,
		   struct sck_err *err)
{
	const struct loopback_entry entry = {
		.execs = !c->plan->function,
		.on_other_host = c->plan->on_other_host,
		.keeps_net_raw = c->plan->keeps_net_raw,
	};
	pid_t pid;
	int rc;

	fflush(NULL); /* a function's child would write it a second time */
	pid = loopback_start(lo, &entry, run_child, c, err);
	if (pid < 0)
		return pid;
	rc = c->plan->untraced ? 0 : tracer_seize(tracer, pid, c->plan->program);
	if (rc == 0 && write(fd_go, "", 1) == 1)
		return pid;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, __WALL);
	return err_errno(err, rc ? rc : -EPIPE, "ptrace(PTRACE_SEIZE)");
}

static void name(struct tracee *who, pid_t inner)
{
	who->inner_tid = who->inner_tgid = inner > 0 ? inner : procfs_inner_pid(who->tid);
}

static int explain(int fd_failed, struct sck_err *err)
{
	struct failure failure;

	if (read(fd_failed, &failure, sizeof(failure)) != (ssize_t)sizeof(failure))
		return err_set(err, -ECHILD, "it was killed before it began");
	return err_errno(err, -failure.error, "%s", failure.stage);
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_pipe(int fds[2])
{
	close_end(&fds[0]);
	close_end(&fds[1]);
}

/* Nobody else has the write end: its end of file is the exec, which closes it, or the child's death. */
static pid_t wait_untraced(pid_t pid, int failed[2], struct sck_err *err)
{
	struct pollfd end = { .fd = failed[0], .events = POLLIN };

	close_end(&failed[1]);
	while (poll(&end, 1, -1) < 0 && errno == EINTR)
		;
	if (!(end.revents & POLLIN))
		return pid;
	waitpid(pid, NULL, __WALL);
	return explain(failed[0], err);
}

static pid_t start_and_follow(struct child *c, struct loopback *lo, struct tracees *tracer,
			      struct sck_err *err)
{
	int go[2] = { -1, -1 }, failed[2] = { -1, -1 };
	pid_t pid;

	if (pipe2(go, O_CLOEXEC) < 0 || pipe2(failed, O_CLOEXEC | O_NONBLOCK) < 0) {
		pid = err_errno(err, -errno, "pipe");
		goto out;
	}
	c->fd_go = go[0];
	c->fd_going = go[1];
	c->fd_failed = failed[1];
	pid = start(c, go[1], lo, tracer, err);
	if (pid < 0)
		goto out;
	if (c->plan->untraced) {
		pid = wait_untraced(pid, failed, err);
		goto out;
	}
	if (wait_for_exec(pid, tracer, c->plan->function != NULL) < 0) {
		tracees_forget(tracer, tracees_find(tracer, pid));
		pid = explain(failed[0], err);
	} else {
		name(tracees_find(tracer, pid), c->inner);
	}
out:
	close_pipe(go);
	close_pipe(failed);
	return pid;
}

pid_t spawn_start(const struct spawn_plan *plan, struct loopback *lo, struct tracees *tracer,
		  struct sck_err *err)
{
	struct child c = { .plan = plan };
	sigset_t all, mask;
	pid_t pid;
	int rc;

	rc = plan->untraced ? 0 : filter_program(plan->stops, &c.filter, err);
	if (rc < 0)
		return rc;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &mask);
	pid = start_and_follow(&c, lo, tracer, err);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return pid;
}
