/*
 * Pairs of sockets for lines; what waits for a blocked thread looks again and again, giving the
 * processor away between.
 */
#include "helper.h"

#include "base/deadline.h"
#include <sched.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { LAST_RESORT_S = 60 };

struct helper helper_start(int (*function)(int fd))
{
	const pid_t parent = getpid();
	struct helper h;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	h.pid = fork();
	assert_true(h.pid >= 0);
	if (h.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent) /* it has ended before that */
			_exit(103);
		close(ends[0]);
		_exit(function(ends[1]));
	}
	close(ends[1]);
	h.fd = ends[0];
	return h;
}

void helper_end(struct helper *h)
{
	int status = 0;

	kill(h->pid, SIGKILL);
	/* a traced one may report stops before its end */
	while (waitpid(h->pid, &status, __WALL) == h->pid && WIFSTOPPED(status))
		continue;
	close(h->fd);
}

void helper_say(int fd)
{
	if (send(fd, "x", 1, MSG_NOSIGNAL) != 1)
		_exit(100);
}

void helper_wait(int fd)
{
	char byte;

	if (read(fd, &byte, 1) != 1)
		_exit(101);
}

int helper_rest(int fd)
{
	struct pollfd line = { .fd = fd };

	while (poll(&line, 1, -1) < 0 && errno == EINTR)
		continue;
	return 0;
}

void helper_tell(const struct helper *h)
{
	assert_int_equal(send(h->fd, "x", 1, MSG_NOSIGNAL), 1);
}

void helper_hear(const struct helper *h)
{
	char byte;

	assert_int_equal(read(h->fd, &byte, 1), 1);
}

struct procfs_thread helper_until_in(const struct helper *h, pid_t tid, long number)
{
	int64_t until_at = deadline_after(LAST_RESORT_S * NS_PER_S);
	struct procfs_thread look;

	do {
		assert_true(deadline_now() < until_at);
		sched_yield();
		assert_int_equal(procfs_thread(h->pid, tid, &look), 0);
	} while (look.running || look.state != 'S' || look.call != number);
	return look;
}

void helper_until_set(const volatile int *word)
{
	int64_t until_at = deadline_after(LAST_RESORT_S * NS_PER_S);

	while (!*word) {
		assert_true(deadline_now() < until_at);
		sched_yield();
	}
}

void helper_stop(const struct helper *h, pid_t tid)
{
	int status;

	(void)h;
	assert_int_equal(ptrace(PTRACE_SEIZE, tid, 0, 0), 0);
	assert_int_equal(ptrace(PTRACE_INTERRUPT, tid, 0, 0), 0);
	assert_int_equal(waitpid(tid, &status, __WALL), tid);
	assert_true(WIFSTOPPED(status));
}
