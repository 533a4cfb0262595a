/*
 * See sandbox_guard.h. It waits for two signals, which nobody in a sandbox may send: SIGCHLD, and SIGTERM from the grader or, when that is gone, from the
 * kernel (PR_SET_PDEATHSIG). By SIGKILL the guard itself would leave behind what it is there for, so nobody sends that.
 */
#include "os/sandbox_guard.h"
#include "os/cgroup.h"
#include "os/proctree.h"
#include "os/sandbox_user.h"
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern void __gcov_reset(void) __attribute__((weak));
extern void __gcov_dump(void) __attribute__((weak));

/* False: the parent is gone already. */
static bool follow_parent(pid_t parent)
{
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	setsid();
	prctl(PR_SET_NAME, "guard");
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	return getppid() == parent;
}

/* A pipe that it kept would never show its end to whoever reads it; but its user is the next one's to take only once it is through. */
static void let_go_of_descriptors(int fd_kept)
{
	if (fd_kept < 0) {
		close_range(0, ~0U, 0);
		return;
	}
	if (fd_kept > 0)
		close_range(0, (unsigned)fd_kept - 1, 0);
	close_range((unsigned)fd_kept + 1, ~0U, 0);
}

/* Whoever is orphaned is reaped, too. True: PID was, and *RET_STATUS is its. */
static bool reap(pid_t pid, int *ret_status)
{
	pid_t ended;
	int status;

	while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
		if (ended == pid) {
			*ret_status = status;
			return true;
		}
	return ended < 0;
}

/* Blocks until PID has ended, by itself or because it was told to. */
static int wait_for(pid_t pid)
{
	int status = SIGKILL;
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGTERM);
	while (!reap(pid, &status))
		if (TEMP_FAILURE_RETRY(sigwaitinfo(&signals, NULL)) == SIGTERM && kill(pid, SIGKILL))
			break;
	return status;
}

static bool kill_children(void)
{
	struct proctree_row *rows;
	const size_t count = proctree_read(&rows);
	bool was_there = false;

	for (size_t i = 0; i < count; i++)
		was_there |= rows[i].parent == getpid() && !kill(rows[i].pid, SIGKILL);
	free(rows);
	return was_there;
}

/* The last one that is left of bubblewrap's is PID 1 of its namespace, and ends all in there. */
static void end_children(void)
{
	pid_t ended;

	while ((ended = waitpid(-1, NULL, WNOHANG)) >= 0)
		if (ended == 0 && (!kill_children() || waitpid(-1, NULL, 0) < 0))
			break;
}

_Noreturn void sandbox_guard(const struct sandbox *box, pid_t parent,
			     void (*start)(const void *arg, pid_t parent), const void *arg)
{
	const pid_t self = getpid();
	int status = 0;
	pid_t pid;

	if (__gcov_reset)
		__gcov_reset();
	if (!follow_parent(parent))
		_exit(126);
	pid = fork();
	if (pid == 0)
		start(arg, self);
	let_go_of_descriptors(box->user ? box->fd_user : -1);
	if (pid > 0)
		status = wait_for(pid);
	if (box->user)
		sandbox_user_end(box->user, box->home);
	else
		end_children();
	if (getppid() != parent)
		cgroup_abandon(box->cgroup);
	if (__gcov_dump)
		__gcov_dump();
	_exit(pid < 0 ? 126 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}
