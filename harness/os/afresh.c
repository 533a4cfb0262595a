/*
 * See afresh.h. Each kind of change has a descriptor that tells of it: of mounts the poll of mountinfo (proc(5)), of the network's addresses, routes and
 * devices rtnetlink(7)'s groups, of settings fanotify(7), for files below /proc that were open for writing. The last is for
 * root alone, in a container perhaps refused; others' programs cannot change a setting anyway.
 */
#include "os/afresh.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/mount.h> /* see keeper.c */
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ROOM = 16 * 1024, EVERY_STATE = 0x1ffe, CLOSING_TRIES = 4 };

/* ---- A network with a small table ---- */

static ssize_t read_setting(const char *path, char *ret, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, ret, room);

	if (fd >= 0)
		close(fd);
	return n;
}

static void write_setting(const char *path, const char *text, ssize_t len)
{
	int fd = len > 0 ? open(path, O_WRONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	if (write(fd, text, (size_t)len) < len)
		errno = EINVAL; /* it stays what it was: slower, no worse */
	close(fd);
}

static void shrink(void)
{
	static const char table[] = "/proc/sys/net/ipv4/tcp_child_ehash_entries", entries[] = "128";
	static const char datagrams[] = "/proc/sys/net/ipv4/udp_child_hash_entries";
	static const char *const derived[] = { "/proc/sys/net/ipv4/tcp_max_tw_buckets",
					       "/proc/sys/net/ipv4/tcp_max_syn_backlog" };
	enum { DERIVED = sizeof(derived) / sizeof(derived[0]) };
	char text[DERIVED][32];
	ssize_t len[DERIVED];

	if (access(table, W_OK))
		return;
	for (size_t i = 0; i < DERIVED; i++)
		len[i] = read_setting(derived[i], text[i], sizeof(text[i]));
	write_setting(table, entries, sizeof(entries) - 1);
	write_setting(datagrams, entries, sizeof(entries) - 1);
	if (unshare(CLONE_NEWNET))
		return;
	for (size_t i = 0; i < DERIVED; i++)
		write_setting(derived[i], text[i], len[i]);
}

void afresh_prepare_network(void)
{
	shrink();
	write_setting("/proc/sys/net/ipv4/tcp_no_metrics_save", "1", 1);
}

/* ---- IPC ---- */

/* As getdents64(2) has it. */
struct entry {
	uint64_t inode, next;
	uint16_t len;
	uint8_t type;
	char name[];
};

/* A file system of POSIX's queues of this namespace, mounted nowhere; -ENODEV: the kernel has none. */
static int open_queues(void)
{
	int fd = (int)syscall(SYS_fsopen, "mqueue", FSOPEN_CLOEXEC), fd_mount = -1, fd_folder = -1;

	if (fd < 0)
		return -errno;
	if (!syscall(SYS_fsconfig, fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		fd_mount = (int)syscall(SYS_fsmount, fd, FSMOUNT_CLOEXEC, 0);
	close(fd);
	if (fd_mount < 0)
		return -EPERM;
	fd_folder = openat(fd_mount, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	close(fd_mount);
	return fd_folder < 0 ? -EPERM : fd_folder;
}

static bool has_queues(int fd_queues)
{
	char room[4096] __attribute__((aligned(8)));
	long len;

	if (fd_queues == -ENODEV)
		return false;
	if (lseek(fd_queues, 0, SEEK_SET) < 0)
		return true;
	len = syscall(SYS_getdents64, fd_queues, room, sizeof(room));
	for (long at = 0; at < len;) {
		const struct entry *e = (const struct entry *)(room + at);

		if (e->name[0] != '.')
			return true;
		at += e->len;
	}
	return len < 0;
}

static bool has_ipc(const struct afresh *a)
{
	struct shm_info memory = { 0 };
	struct seminfo semaphores = { 0 };
	struct msginfo messages = { 0 };

	return shmctl(0, SHM_INFO, (struct shmid_ds *)&memory) < 0 || memory.used_ids ||
	       semctl(0, 0, SEM_INFO, &semaphores) < 0 || semaphores.semusz ||
	       msgctl(0, MSG_INFO, (struct msqid_ds *)&messages) < 0 || messages.msgpool ||
	       has_queues(a->fd_queues);
}

/* ---- What tells of changes ---- */

static int open_netlink(int protocol)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);

	return fd < 0 ? -errno : fd;
}

static int watch_network(void)
{
	static const int groups[] = {
		RTNLGRP_LINK,        RTNLGRP_TC,          RTNLGRP_IPV4_IFADDR,  RTNLGRP_IPV4_ROUTE,
		RTNLGRP_IPV4_RULE,   RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV6_ROUTE,   RTNLGRP_IPV6_RULE,
		RTNLGRP_IPV4_MROUTE, RTNLGRP_IPV6_MROUTE, RTNLGRP_IPV4_NETCONF, RTNLGRP_IPV6_NETCONF
	};
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int fd = open_netlink(NETLINK_ROUTE);

	/* one without a number is told of nothing (do_one_broadcast() in net/netlink/af_netlink.c) */
	if (fd >= 0 && bind(fd, (const struct sockaddr *)&any, sizeof(any))) {
		close(fd);
		return -1;
	}
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]) && fd >= 0; i++)
		if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &groups[i], sizeof(groups[i]))) {
			close(fd);
			fd = -1;
		}
	return fd;
}

static int watch_settings(void)
{
	int fd = (int)syscall(SYS_fanotify_init, FAN_CLASS_NOTIF | FAN_CLOEXEC | FAN_NONBLOCK, O_RDONLY);

	if (fd >= 0 && syscall(SYS_fanotify_mark, fd, FAN_MARK_ADD | FAN_MARK_MOUNT,
			       (uint64_t)FAN_CLOSE_WRITE, AT_FDCWD, "/proc")) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void close_all(struct afresh *a)
{
	const int fds[] = { a->fd_mounts,   a->fd_network, a->fd_written, a->fd_processes,
			    a->fd_last_pid, a->fd_sockets, a->fd_ending,  a->fd_queues };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	*a = AFRESH_NONE;
}

int afresh_watch(struct afresh *a)
{
	const bool may_write = geteuid() == 0;

	a->fd_last_pid = open("/proc/sys/kernel/ns_last_pid", O_RDWR | O_CLOEXEC);
	a->fd_processes = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	a->fd_mounts = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	a->fd_network = watch_network();
	a->fd_sockets = open_netlink(NETLINK_SOCK_DIAG);
	a->fd_ending = open_netlink(NETLINK_SOCK_DIAG);
	a->fd_queues = open_queues();
	a->fd_written = may_write ? watch_settings() : -1;
	if (a->fd_last_pid >= 0 && a->fd_processes >= 0 && a->fd_mounts >= 0 &&
	    a->fd_network >= 0 && a->fd_sockets >= 0 && a->fd_ending >= 0 &&
	    (a->fd_queues >= 0 || a->fd_queues == -ENODEV) && (a->fd_written >= 0 || !may_write))
		return 0;
	close_all(a);
	return -EOPNOTSUPP;
}

static bool has_changed(const struct afresh *a)
{
	struct pollfd fds[] = { { .fd = a->fd_mounts, .events = POLLPRI },
				{ .fd = a->fd_network, .events = POLLIN },
				{ .fd = a->fd_written, .events = POLLIN } };

	return poll(fds, sizeof(fds) / sizeof(fds[0]), 0) != 0;
}

/* ---- Processes ---- */

/* Behind the fixed names of /proc, at this offset (proc_pid_readdir() in the kernel's fs/proc/base.c), come self, thread-self and the processes. */
enum { FIRST_PROCESS = 256 };

static bool is_alone(const struct afresh *a, int spared)
{
	char room[4096] __attribute__((aligned(8)));
	long len = 0;

	if (lseek(a->fd_processes, FIRST_PROCESS, SEEK_SET) < 0)
		return false;
	while ((len = syscall(SYS_getdents64, a->fd_processes, room, sizeof(room))) > 0)
		for (long at = 0; at < len;) {
			const struct entry *e = (const struct entry *)(room + at);
			const int pid = atoi(e->name);

			if (pid > 1 && pid != spared)
				return false;
			at += e->len;
		}
	return len == 0;
}

int afresh_set_last_pid(const struct afresh *a, int pid)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", pid);

	if (a->fd_last_pid < 0)
		return -EOPNOTSUPP;
	return pwrite(a->fd_last_pid, text, (size_t)len, 0) == len ? 0 : -errno;
}

/* ---- Sockets ---- */

struct question {
	struct nlmsghdr head;
	struct inet_diag_req_v2 body;
};

/* TCP in the older way, which gives both families at once: each dump walks the whole table. */
struct older_question {
	struct nlmsghdr head;
	struct inet_diag_req body;
};

static int ask_for_all(int fd, int family, int protocol)
{
	const uint16_t flags = NLM_F_REQUEST | NLM_F_DUMP;
	const struct question q = {
		.head = { .nlmsg_len = sizeof(q), .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = flags },
		.body = { .sdiag_family = (uint8_t)family,
			  .sdiag_protocol = (uint8_t)protocol,
			  .idiag_states = EVERY_STATE },
	};
	const struct older_question older = {
		.head = { .nlmsg_len = sizeof(older), .nlmsg_type = TCPDIAG_GETSOCK, .nlmsg_flags = flags },
		.body = { .idiag_family = AF_INET, .idiag_states = EVERY_STATE },
	};
	const bool is_tcp = protocol == IPPROTO_TCP;

	return send(fd, is_tcp ? (const void *)&older : &q, is_tcp ? sizeof(older) : sizeof(q), 0) < 0
		       ? -errno
		       : 0;
}

static int end_one(int fd, const struct inet_diag_msg *m)
{
	const struct question q = {
		.head = { .nlmsg_len = sizeof(q), .nlmsg_type = SOCK_DESTROY, .nlmsg_flags = NLM_F_REQUEST },
		.body = { .sdiag_family = m->idiag_family,
			  .sdiag_protocol = IPPROTO_TCP,
			  .idiag_states = (uint32_t)-1,
			  .id = m->id },
	};

	return send(fd, &q, sizeof(q), 0) < 0 ? -errno : 0;
}

/* Of these two the last state is closed. */
static bool is_left_of_tcp(const struct inet_diag_msg *m, int protocol)
{
	return protocol == IPPROTO_TCP && !m->idiag_inode;
}

/*
 * How many sockets there are, but for our own that asks; those of TCP which nobody has any more are ended, by FD_END. Negative errno.
 */
static int count_sockets(int fd, int fd_end, int family, int protocol, uint16_t spared_port)
{
	char room[ROOM] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct inet_diag_msg *m;
	const struct nlmsghdr *nlh;
	int code = ask_for_all(fd, family, protocol), count = 0, len;

	while (!code) {
		len = (int)recv(fd, room, sizeof(room), 0);
		if (len < 0)
			return -errno;
		for (nlh = (const struct nlmsghdr *)room; mnl_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len)) {
			if (nlh->nlmsg_type == NLMSG_DONE)
				return count;
			if (nlh->nlmsg_type == NLMSG_ERROR)
				return -EIO;
			m = mnl_nlmsg_get_payload(nlh);
			count += !spared_port || ntohs(m->id.idiag_sport) != spared_port;
			if (is_left_of_tcp(m, protocol))
				end_one(fd_end, m);
		}
	}
	return code;
}

/* A socket ended may leave its peer's end; which is then ended in the next round. */
static int end_connections(int fd, int fd_end)
{
	int left = 1;

	for (int i = 0; i < CLOSING_TRIES && left; i++)
		left = count_sockets(fd, fd_end, AF_UNSPEC, IPPROTO_TCP, 0);
	return left ? -EBUSY : 0;
}

static int end_sockets(const struct afresh *a, uint16_t spared_port)
{
	int code = end_connections(a->fd_sockets, a->fd_ending);

	if (!code && (count_sockets(a->fd_sockets, -1, AF_INET, IPPROTO_UDP, spared_port) ||
		      count_sockets(a->fd_sockets, -1, AF_INET6, IPPROTO_UDP, 0)))
		code = -EBUSY;
	return code;
}

int afresh_again(const struct afresh *a, int spared, uint16_t spared_port)
{
	int code;

	if (a->fd_processes < 0)
		return -EOPNOTSUPP;
	if (has_changed(a) || !is_alone(a, spared) || has_ipc(a))
		return -EBUSY;
	code = end_sockets(a, spared_port);
	return code ? code : afresh_set_last_pid(a, 1);
}
