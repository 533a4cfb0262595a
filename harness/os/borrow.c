/*
 * See borrow.h. What sendmsg(2) needs lies in a page that the thread maps for it, for below its stack there may be no room (a goroutine's). All
 * signals are blocked meanwhile; of SIGSTOP, which cannot be, the thread hears again afterwards. A call at whose entry it stood is begun anew.
 */
#include "os/borrow.h"
#include "os/made_call.h"
#include "os/other.h"
#include "os/tracee.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum { PAGE = 4096, INTERRUPTIONS = 16 };

/* Who was asked last is mostly asked next. It stays the same process: of one that is gone ESRCH comes, whoever has its number now. */
static struct {
	pid_t pid;
	unsigned flags;
	int fd;
} last = { .fd = -1 };

static void forget_last(void)
{
	if (last.fd >= 0)
		close(last.fd);
	last.fd = -1;
}

static int copy_of(pid_t pid, unsigned flags, int fd)
{
	int ours = -ESRCH;

	if (last.fd >= 0 && last.pid == pid && last.flags == flags) {
		ours = (int)syscall(SYS_pidfd_getfd, last.fd, fd, 0);
		if (ours >= 0 || errno != ESRCH)
			return ours < 0 ? -errno : ours;
	}
	forget_last();
	last.fd = (int)syscall(SYS_pidfd_open, pid, flags);
	last.pid = pid;
	last.flags = flags;
	ours = last.fd < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, last.fd, fd, 0);
	return ours < 0 ? -errno : ours;
}

/* A first thread that has ended has no descriptors any more, and its process is asked by another (Linux 6.9 or newer). */
static int copy_by_kernel(const struct tracee *who, int fd)
{
	enum { OF_A_THREAD = O_EXCL }; /* PIDFD_THREAD */
	int ours = copy_of(who->tgid, 0, fd);

	return ours == -EBADF && who->tid != who->tgid ? copy_of(who->tid, OF_A_THREAD, fd) : ours;
}

static bool is_refused(int code)
{
	return code == -EPERM || code == -EACCES || code == -ENOSYS;
}

/* ---- Where the thread stands --------------------------------------------------------------------------------------------- */

struct standing {
	pid_t tid;
	bool at_entry;
	struct regs_saved regs;
	uint64_t blocked;
	bool has_stopped, was_told_to; /* with its process as a job is; by a SIGSTOP that it has not had yet */
};

/* Of an exit: the kernel is about to make an interrupted call again by itself, or not, as the signal says (ERESTARTSYS to ERESTART_RESTARTBLOCK). */
static bool is_restart(int64_t result)
{
	return result <= -512 && result >= -516;
}

static int64_t make(struct standing *at, int64_t nr, const uint64_t args[6])
{
	int64_t result = -EINTR;

	for (int i = 0; i < INTERRUPTIONS; i++) {
		result = made_call(at->tid, &at->regs, nr, args, NULL);
		if (result != -EINTR && result != -ECANCELED)
			break;
		at->was_told_to |= result == -EINTR;
		at->has_stopped |= result == -ECANCELED;
	}
	return result;
}

#define MAKE(at, nr, ...) make(at, nr, (const uint64_t[6]){ __VA_ARGS__ })

static int stand_at_exit(struct standing *at, pid_t tid)
{
	struct __ptrace_syscall_info info = { 0 };
	int64_t skipped;
	int code;

	*at = (struct standing){ .tid = tid };
	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info) < 0)
		return -errno;
	at->at_entry = info.op == PTRACE_SYSCALL_INFO_SECCOMP;
	if (!at->at_entry && (info.op != PTRACE_SYSCALL_INFO_EXIT || is_restart(info.exit.rval)))
		return -EPERM;
	code = regs_save(tid, &at->regs);
	if (code)
		return code;
	made_call_block_signals(tid, &at->blocked);
	if (!at->at_entry)
		return 0;
	code = regs_skip_call(tid, 0);
	return code ? code : made_call_to_exit(tid, false, &skipped, NULL);
}

/* To the entry of the call again, whose stop is the filter's. */
static void enter_again(struct standing *at)
{
	int status;

	regs_make_again(at->tid, &at->regs);
	for (int i = 0; i < INTERRUPTIONS; i++) {
		if (ptrace(PTRACE_CONT, at->tid, 0, 0) < 0 ||
		    made_call_await(at->tid, &status) < 0 || status >> 16 == PTRACE_EVENT_SECCOMP)
			return;
		at->was_told_to |= status >> 16 == 0;
		at->has_stopped |= status >> 16 != 0;
	}
}

static void stand_as_before(struct standing *at)
{
	if (at->at_entry)
		enter_again(at);
	else
		regs_restore(at->tid, &at->regs);
	made_call_unblock_signals(at->tid, at->blocked);
	if (at->has_stopped)
		ptrace(PTRACE_INTERRUPT, at->tid, 0, 0);
	if (at->was_told_to)
		syscall(SYS_tkill, at->tid, SIGSTOP);
}

/* ---- What it sends --------------------------------------------------------------------------------------------------------- */

/* In the thread's memory; the pointers in it are of its address space. */
struct letter {
	struct msghdr message;
	struct iovec part;
	struct sockaddr_un name;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
	char byte;
};

static void *within(uint64_t page, size_t offset)
{
	return (void *)(uintptr_t)(page + offset);
}

static bool write_letter(pid_t tid, uint64_t page, int fd, int fd_meeting)
{
	const struct cmsghdr head = { CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
	struct letter letter = { 0 };
	socklen_t len = sizeof(letter.name);

	if (getsockname(fd_meeting, (struct sockaddr *)&letter.name, &len))
		return false;
	memcpy(letter.control, &head, sizeof(head));
	memcpy(letter.control + CMSG_LEN(0), &fd, sizeof(fd));
	letter.part = (struct iovec){ within(page, offsetof(struct letter, byte)), 1 };
	letter.message = (struct msghdr){
		.msg_name = within(page, offsetof(struct letter, name)),
		.msg_namelen = len,
		.msg_iov = within(page, offsetof(struct letter, part)),
		.msg_iovlen = 1,
		.msg_control = within(page, offsetof(struct letter, control)),
		.msg_controllen = sizeof(letter.control),
	};
	return tracee_write(tid, page, &letter, sizeof(letter)) == sizeof(letter);
}

static int64_t send_letter(struct standing *at, uint64_t page, int fd, int fd_meeting)
{
	int64_t fd_theirs, result;

	if (!write_letter(at->tid, page, fd, fd_meeting))
		return -EFAULT;
	fd_theirs = MAKE(at, SYS_socket, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd_theirs < 0)
		return fd_theirs;
	result = MAKE(at, SYS_sendmsg, (uint64_t)fd_theirs, page, MSG_DONTWAIT | MSG_NOSIGNAL);
	MAKE(at, SYS_close, (uint64_t)fd_theirs);
	return result;
}

static int receive(int fd_meeting)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control;
	char byte;
	struct iovec part = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	const struct cmsghdr *head;
	int fd = -EBADMSG;

	if (recvmsg(fd_meeting, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) < 0)
		return -errno;
	head = CMSG_FIRSTHDR(&message);
	if (head && head->cmsg_type == SCM_RIGHTS && head->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(&fd, CMSG_DATA(head), sizeof(fd));
	return fd;
}

static int have_sent(pid_t tid, int fd, int fd_meeting)
{
	struct standing at;
	int64_t page, result;
	int code = stand_at_exit(&at, tid);
	bool hides;

	if (code)
		return code;
	hides = MAKE(&at, SYS_prctl, PR_GET_DUMPABLE) == 0;
	if (hides) /* its memory, too, which is to be written */
		MAKE(&at, SYS_prctl, PR_SET_DUMPABLE, 1);
	page = MAKE(&at, SYS_mmap, 0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		    ~UINT64_C(0), 0);
	result = page;
	if (page > 0) {
		result = send_letter(&at, (uint64_t)page, fd, fd_meeting);
		MAKE(&at, SYS_munmap, (uint64_t)page, PAGE);
	}
	if (hides)
		MAKE(&at, SYS_prctl, PR_SET_DUMPABLE, 0);
	stand_as_before(&at);
	return result < 0 ? (int)result : receive(fd_meeting);
}

static int ask_at(const struct tracee *who, int fd, int fd_meeting)
{
	const struct sockaddr_un any = { .sun_family = AF_UNIX };
	int ours;

	if (fd_meeting < 0)
		return fd_meeting;
	ours = bind(fd_meeting, (const struct sockaddr *)&any, sizeof(any.sun_family))
		       ? -errno
		       : have_sent(who->tid, fd, fd_meeting);
	close(fd_meeting);
	return ours;
}

/* A name of AF_UNIX is one network's: a program of another host does not find it in the first one. */
static int ask_for(const struct tracee *who, int fd)
{
	struct loopback *lo = who->all->loopback;
	int ours = ask_at(who, fd, loopback_socket(lo, AF_UNIX, SOCK_DGRAM, 0, NULL));

	if (ours == -ECONNREFUSED && lo->fd_other >= 0)
		ours = ask_at(who, fd, other_socket(lo, AF_UNIX, SOCK_DGRAM, 0, NULL));
	return ours;
}

/* ---- What is kept ------------------------------------------------------------------------------------------------------------- */

struct copy {
	pid_t tgid;
	int fd, ours;
};

static struct copy *find(const struct tracees *t, pid_t tgid, int fd)
{
	for (size_t i = t->copies_count; i-- > 0;)
		if (t->copies[i].fd == fd && t->copies[i].tgid == tgid)
			return &t->copies[i];
	return NULL;
}

static int again(int fd)
{
	int ours = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	return ours < 0 ? -errno : ours;
}

static void add(const struct tracee *who, int fd, int ours)
{
	struct tracees *t = who->all;

	if (t->copies_count == t->copies_room) {
		t->copies_room = t->copies_room ? 2 * t->copies_room : 16;
		t->copies = reallocarray(t->copies, t->copies_room, sizeof(t->copies[0]));
		if (!t->copies)
			abort();
	}
	t->copies[t->copies_count++] = (struct copy){ .tgid = who->tgid, .fd = fd, .ours = ours };
}

int borrow(const struct tracee *who, int fd)
{
	int ours = copy_by_kernel(who, fd);
	const struct copy *kept;

	if (!is_refused(ours))
		return ours;
	who->all->is_refused = true;
	kept = find(who->all, who->tgid, fd);
	if (kept)
		return again(kept->ours);
	return who->stopped ? ask_for(who, fd) : ours;
}

void borrow_keep(const struct tracee *who, int fd)
{
	struct tracees *t = who->all;
	int ours;

	if ((t->has_tried && !t->is_refused) || !who->stopped || find(t, who->tgid, fd))
		return;
	ours = copy_by_kernel(who, fd);
	t->has_tried = true;
	t->is_refused |= is_refused(ours);
	if (ours >= 0)
		close(ours);
	if (!is_refused(ours))
		return;
	ours = ask_for(who, fd);
	if (ours >= 0)
		add(who, fd, ours);
}

/*
 * The socket of a process that has ended goes down with our copy, which may be the last one: an exit does not wait for SO_LINGER's time, a
 * close would.
 */
static void let_go(int ours, bool has_ended)
{
	const struct linger none = { 0 };
	struct linger linger = { 0 };
	socklen_t len = sizeof(linger);

	if (has_ended && getsockopt(ours, SOL_SOCKET, SO_LINGER, &linger, &len) == 0 &&
	    linger.l_onoff && linger.l_linger)
		setsockopt(ours, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	close(ours);
}

void borrow_end(const struct tracee *who, int fd, bool has_ended)
{
	struct tracees *t = who->all;
	struct copy *kept = find(t, who->tgid, fd);

	if (!kept)
		return;
	let_go(kept->ours, has_ended);
	*kept = t->copies[--t->copies_count];
}

void borrow_inherit(const struct tracee *child, int fd)
{
	const struct copy *kept = find(child->all, child->parent_tgid, fd);
	int ours = kept ? again(kept->ours) : -1;

	if (ours >= 0)
		add(child, fd, ours);
}

void borrow_done(struct tracees *t)
{
	forget_last();
	for (size_t i = 0; i < t->copies_count; i++)
		let_go(t->copies[i].ours, true);
	free(t->copies);
	t->copies = NULL;
	t->copies_count = t->copies_room = 0;
}
