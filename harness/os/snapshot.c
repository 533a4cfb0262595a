/*
 * See snapshot.h. What the copies need for recvmsg(2) is written once, into the clone that stays: below its stack and the red zone, where no
 * program keeps anything. With descriptors 0 to 2 free and its socket the next, three descriptors received get just these numbers.
 */
#include "os/snapshot.h"
#include "os/made_call.h"
#include "os/request.h"
#include "os/tracee.h"
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	STREAMS = 3,
	SOCKET_FD = STREAMS, /* of the clone that stays */
	BELOW_STACK = 2048,
	STAYS_BEHIND = 32000, /* its PID: none that a program's own processes would have */
};

/* In the clone's memory; the pointers in it are of its address space. */
struct scratch {
	struct msghdr message;
	struct iovec part;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(STREAMS * sizeof(int))];
	struct sockaddr_un name;
	uint64_t tid_address;
	char byte;
};

/* CLONE_PARENT: the new one is our child, as the first is. Its first stop has been waited for. */
static int make_clone(pid_t tid, const struct snapshot *s, pid_t *ret_pid, pid_t *ret_inner)
{
	const uint64_t flags = CLONE_PARENT | SIGCHLD |
			       (s->tid_address ? CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID : 0);
#if defined(__x86_64__)
	const uint64_t args[6] = { flags, 0, 0, s->tid_address, 0 };
#else
	const uint64_t args[6] = { flags, 0, 0, 0, s->tid_address };
#endif
	int64_t inner;
	int status, code;

	*ret_pid = 0;
	inner = made_call(tid, &s->regs, SYS_clone, args, ret_pid);
	if (!*ret_pid)
		return inner < 0 ? (int)inner : -ECHILD;
	code = made_call_await(*ret_pid, &status);
	*ret_inner = (pid_t)inner;
	if (!code && (inner < 0 || status >> 16 != PTRACE_EVENT_STOP))
		code = -EINTR;
	return code;
}

/* ---- Taking one ---- */

static int set_last_pid(struct loopback *lo, pid_t pid)
{
	struct request request = { .op = REQUEST_LAST_PID, .args = { pid } };
	int fd;

	return request_ask(lo->fd_request, &request, 0, &fd);
}

/* What a clone does not inherit but by being told. Of the address there is no word without CONFIG_CHECKPOINT_RESTORE. */
static int learn_thread(struct snapshot *s, pid_t tid)
{
	const uint64_t at = s->scratch + offsetof(struct scratch, tid_address);

	if (MADE_CALL(tid, &s->regs, SYS_prctl, PR_GET_TID_ADDRESS, at) ||
	    tracee_read(tid, at, &s->tid_address, sizeof(s->tid_address)) != sizeof(s->tid_address))
		return -EAGAIN;
	if (syscall(SYS_get_robust_list, tid, &s->robust_list, &s->robust_list_len))
		s->robust_list = 0;
	return 0;
}

/* A socket that waits for the clone's, in the loopback's network; its name in *RET. */
static int open_meeting(struct loopback *lo, struct sockaddr_un *ret, socklen_t *ret_len)
{
	int fd = loopback_socket(lo, AF_UNIX, SOCK_SEQPACKET, 0, NULL);

	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	*ret_len = sizeof(*ret);
	if (fd < 0)
		return fd;
	if (!bind(fd, (struct sockaddr *)ret, sizeof(sa_family_t)) && !listen(fd, 1) &&
	    !getsockname(fd, (struct sockaddr *)ret, ret_len))
		return fd;
	close(fd);
	return -EAGAIN;
}

static bool write_scratch(const struct snapshot *s, const struct sockaddr_un *name)
{
	struct scratch scratch = { .name = *name };

	scratch.part =
		(struct iovec){ (void *)(uintptr_t)(s->scratch + offsetof(struct scratch, byte)), 1 };
	scratch.message = (struct msghdr){
		.msg_iov = (void *)(uintptr_t)(s->scratch + offsetof(struct scratch, part)),
		.msg_iovlen = 1,
		.msg_control = (void *)(uintptr_t)(s->scratch + offsetof(struct scratch, control)),
		.msg_controllen = sizeof(scratch.control)
	};
	return tracee_write(s->pid, s->scratch, &scratch, sizeof(scratch)) == sizeof(scratch);
}

/* A session of its own, so that copies can have one, too; its socket; and no standard streams, whose ends are for others to see. */
static int settle(struct snapshot *s, struct loopback *lo)
{
	const struct regs_saved *at = &s->regs;
	struct sockaddr_un name;
	socklen_t len;
	int fd = open_meeting(lo, &name, &len);
	bool is_settled;

	if (fd < 0)
		return fd;
	is_settled = write_scratch(s, &name) && MADE_CALL(s->pid, at, SYS_setsid) >= 0 &&
		     MADE_CALL(s->pid, at, SYS_socket, AF_UNIX, SOCK_SEQPACKET, 0) == SOCKET_FD &&
		     !MADE_CALL(s->pid, at, SYS_connect, SOCKET_FD,
				s->scratch + offsetof(struct scratch, name), len);
	for (uint64_t i = 0; i < STREAMS && is_settled; i++)
		is_settled = !MADE_CALL(s->pid, at, SYS_close, i);
	if (is_settled)
		s->fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	close(fd);
	return s->fd < 0 ? -EAGAIN : 0;
}

static int take(struct snapshot *s, pid_t tid, struct loopback *lo, pid_t inner)
{
	int code = learn_thread(s, tid);

	if (!code)
		code = set_last_pid(lo, STAYS_BEHIND);
	if (!code)
		code = make_clone(tid, s, &s->pid, &s->inner);
	if (!code)
		code = settle(s, lo);
	set_last_pid(lo, inner);
	if (code)
		snapshot_drop(s);
	return code ? -EAGAIN : 0;
}

int snapshot_take(struct snapshot *ret, pid_t tid, pid_t inner, struct loopback *lo)
{
	int64_t skipped;
	int code;

	*ret = SNAPSHOT_NONE;
	code = regs_save(tid, &ret->regs);
	ret->scratch = (regs_saved_sp(&ret->regs) - BELOW_STACK) & ~UINT64_C(15);
	if (!code)
		code = regs_skip_call(tid, 0);
	if (code)
		return code;
	code = made_call_to_exit(tid, false, &skipped, NULL);
	if (!code)
		code = take(ret, tid, lo, inner);
	regs_make_again(tid, &ret->regs);
	return code;
}

/* ---- Copies ---- */

static int send_streams(int fd, const int fds[STREAMS])
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(STREAMS * sizeof(int))];
	} control = { .head = { CMSG_LEN(STREAMS * sizeof(int)), SOL_SOCKET, SCM_RIGHTS } };
	char byte = 0;
	struct iovec part = { &byte, sizeof(byte) };
	const struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};

	memcpy(CMSG_DATA(&control.head), fds, STREAMS * sizeof(int));
	return sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -errno : 0;
}

static int dress(const struct snapshot *s, pid_t pid)
{
	const struct regs_saved *at = &s->regs;

	if (MADE_CALL(pid, at, SYS_recvmsg, SOCKET_FD, s->scratch, 0) != 1 ||
	    MADE_CALL(pid, at, SYS_close, SOCKET_FD) || MADE_CALL(pid, at, SYS_setsid) < 0)
		return -EIO;
	if (s->robust_list && MADE_CALL(pid, at, SYS_set_robust_list, s->robust_list, s->robust_list_len))
		return -EIO;
	return regs_make_again(pid, at);
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
}

pid_t snapshot_copy(const struct snapshot *s, const int fds[STREAMS], pid_t *ret_inner)
{
	pid_t pid = 0;
	int code = send_streams(s->fd, fds);

	if (!code)
		code = make_clone(s->pid, s, &pid, ret_inner);
	if (!code)
		code = dress(s, pid);
	if (code && pid)
		end(pid);
	return code ? code : pid;
}

void snapshot_drop(struct snapshot *s)
{
	if (s->pid)
		end(s->pid);
	if (s->fd >= 0)
		close(s->fd);
	*s = SNAPSHOT_NONE;
}
