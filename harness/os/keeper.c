/*
 * Sets the private loopback up from within and then serves it: sockets, files of /etc, sysctls. It
 * knows nothing of who uses what it hands out. Whatever a machine may refuse and a test can do
 * without is tried and not insisted on.
 */
#include "os/keeper.h"
#include "facts/family.h"
#include "os/afresh.h"
#include "os/request.h"
#include "os/veth.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h> /* not <sys/mount.h>: they collide in glibc 2.36, older ones lack fsopen */
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

extern void __gcov_reset(void) __attribute__((weak));
extern void __gcov_dump(void) __attribute__((weak));

struct keeper {
	int fd;
	int fd_files; /* directory of the detached tmpfs that covers files of /etc; -1: none */
	int fd_own, fd_other; /* the networks, once there is another host; -1: none */
	bool covered[REQUEST_FILES];
	struct afresh afresh;
};

static const struct {
	const char *name, *path;
} files[REQUEST_FILES] = {
	[REQUEST_HOSTS] = { "hosts", "/etc/hosts" },
	[REQUEST_RESOLV] = { "resolv.conf", "/etc/resolv.conf" },
	[REQUEST_GAI] = { "gai.conf", "/etc/gai.conf" },
	[REQUEST_SHM] = { "shm", "/dev/shm" },
};

static int write_whole(int fd, const char *text, size_t len)
{
	ssize_t n = write(fd, text, len);

	if (n < 0)
		return -errno;
	return (size_t)n == len ? 0 : -EIO;
}

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), code;

	if (fd < 0)
		return -errno;
	code = write_whole(fd, text, strlen(text));
	close(fd);
	return code;
}

/* Everything but its socket: a pipe that it kept would never show its end to whoever reads it. */
static void leave_the_caller(const struct keeper_start *start)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	if (__gcov_reset)
		__gcov_reset();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/*
	 * After setresuid(2) the caller is not dumpable, and then neither uid_map nor setns(2)
	 * works on us.
	 */
	prctl(PR_SET_DUMPABLE, 1);
	prctl(PR_SET_NAME, "keeper");
	if (start->fd > 0)
		close_range(0, start->fd - 1, 0);
	close_range(start->fd + 1, ~0U, 0);
	sigaction(SIGCHLD, &ignore, NULL); /* orphans come to PID 1 and have to go from there */
}

static int map_ids(const struct keeper_start *start)
{
	char line[64];
	int code;

	if (!start->has_users)
		return 0;
	code = write_file("/proc/self/setgroups", "deny");
	if (code && code != -ENOENT)
		return code;
	snprintf(line, sizeof(line), "%u %u 1", start->uid, start->uid);
	code = write_file("/proc/self/uid_map", line);
	if (code)
		return code;
	snprintf(line, sizeof(line), "%u %u 1", start->gid, start->gid);
	return write_file("/proc/self/gid_map", line);
}

/*
 * What we mount stays in here; what the machine unmounts goes from here, too. Refused by some
 * containers, and in a chroot that is no mount point (EINVAL): then nothing may be mounted, for it
 * would show up outside.
 */
static bool keep_mounts_in(void)
{
	return !syscall(SYS_mount, NULL, "/", NULL, MS_REC | MS_SLAVE, NULL);
}

static int bring_lo_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), code;

	if (fd < 0)
		return -errno;
	code = ioctl(fd, SIOCSIFFLAGS, &request) ? -errno : 0;
	close(fd);
	return code;
}

static int try_to_bind(const struct sockaddr *sa, socklen_t len)
{
	int fd = socket(sa->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0), code;

	if (fd < 0)
		return -errno;
	code = bind(fd, sa, len) ? -errno : 0;
	close(fd);
	return code;
}

static int probe(struct answer *answer)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };

	answer->has_ipv6 = !try_to_bind((struct sockaddr *)&in6, sizeof(in6));
	return try_to_bind((struct sockaddr *)&in, sizeof(in));
}

static void open_files(struct keeper *k)
{
	int fd = syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);

	k->fd_files = -1;
	if (fd < 0)
		return;
	if (!syscall(SYS_fsconfig, fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		k->fd_files = syscall(SYS_fsmount, fd, FSMOUNT_CLOEXEC,
				      MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
	close(fd);
}

/* Mounts NAME of the tmpfs ("": its root directory) over PATH. */
static int cover(struct keeper *k, const char *name, const char *path)
{
	unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (*name ? 0 : AT_EMPTY_PATH);
	int fd = syscall(SYS_open_tree, k->fd_files, name, flags), code = 0;

	if (fd < 0)
		return -errno;
	if (syscall(SYS_move_mount, fd, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS))
		code = -errno;
	close(fd);
	return code;
}

/* Its mode is what it says, whatever the caller's umask is. */
static int make_file(struct keeper *k, const char *name, const char *text, size_t len)
{
	int fd = openat(k->fd_files, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), code;

	if (fd < 0)
		return -errno;
	code = fchmod(fd, 0644) ? -errno : write_whole(fd, text, len);
	close(fd);
	return code;
}

/* For everybody, as /tmp is. */
static int make_folder(struct keeper *k, const char *name)
{
	if (mkdirat(k->fd_files, name, 0700) && errno != EEXIST)
		return -errno;
	return fchmodat(k->fd_files, name, 01777, 0) ? -errno : 0;
}

static int set_file(struct keeper *k, int which, const char *text, size_t len)
{
	int code;

	if (which < 0 || which >= REQUEST_FILES)
		return -EINVAL;
	if (k->fd_files < 0)
		return -EOPNOTSUPP;
	code = which == REQUEST_SHM ? make_folder(k, files[which].name)
				    : make_file(k, files[which].name, text, len);
	if (code || k->covered[which])
		return code;
	code = cover(k, files[which].name, files[which].path);
	k->covered[which] = !code;
	return code == -ENOENT ? -EOPNOTSUPP : code;
}

/*
 * localhost and this machine's own name; no name server. A name service cache of the machine's would
 * still answer from outside, through its socket in /run: it is covered, empty.
 */
static void set_names(struct keeper *k)
{
	char hosts[256];
	struct utsname name;
	int len;

	open_files(k);
	if (uname(&name) || !strcmp(name.nodename, "localhost"))
		name.nodename[0] = '\0';
	len = snprintf(hosts, sizeof(hosts), "127.0.0.1 localhost\n::1 localhost ip6-localhost\n%s%s%s",
		       *name.nodename ? "127.0.0.1 " : "", name.nodename, *name.nodename ? "\n" : "");
	set_file(k, REQUEST_HOSTS, hosts, len);
	set_file(k, REQUEST_RESOLV, family_resolv, strlen(family_resolv));
	if (k->fd_files >= 0 && !access("/run/nscd", F_OK) && !mkdirat(k->fd_files, "nscd", 0755))
		cover(k, "nscd", "/run/nscd");
}

static void set_jvm(struct keeper *k, const char *folder)
{
	if (folder && k->fd_files >= 0 && !mkdirat(k->fd_files, "jvm", 0755))
		cover(k, "jvm", folder);
}

static void set_surroundings(struct keeper *k, const struct keeper_start *start)
{
	bool may_mount = keep_mounts_in();
	char range[64];

	/*
	 * Refused where parts of /proc are hidden (mount_namespaces(7)): then PIDs in there are the
	 * machine's.
	 */
	if (may_mount)
		syscall(SYS_mount, "proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	write_file("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
	snprintf(range, sizeof(range), "%u %u", start->gid, start->gid);
	write_file("/proc/sys/net/ipv4/ping_group_range", range);
	if (!may_mount)
		return;
	set_names(k);
	set_jvm(k, start->jvm);
}

static int set_up(struct keeper *k, const struct keeper_start *start, struct answer *answer)
{
	int code = map_ids(start);

	if (code)
		return code;
	if (start->lasts)
		afresh_prepare_network();
	answer->stage = KEEPER_LO_UP;
	code = bring_lo_up();
	if (code)
		return code;
	answer->stage = KEEPER_BIND;
	code = probe(answer);
	if (code)
		return code;
	set_surroundings(k, start);
	if (start->lasts)
		afresh_watch(&k->afresh); /* refused: it lasts for one session */
	answer->stage = KEEPER_READY;
	return 0;
}

static int write_sysctl(const char *text, size_t len)
{
	char path[256];
	size_t name_len = strnlen(text, len);

	if (name_len == len || memchr(text + name_len + 1, '\0', len - name_len - 1) == NULL)
		return -EINVAL;
	if ((size_t)snprintf(path, sizeof(path), "/proc/sys/net/%s", text) >= sizeof(path) ||
	    strstr(path, ".."))
		return -EINVAL;
	return write_file(path, text + name_len + 1);
}

static int make_other_host(struct keeper *k, bool has_ipv6, int *ret_fd)
{
	int code;

	*ret_fd = -1;
	if (k->fd_other < 0) {
		k->fd_own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
		code = k->fd_own < 0 ? -errno : veth_make(has_ipv6, &k->fd_other);
		if (code)
			return code;
	}
	*ret_fd = fcntl(k->fd_other, F_DUPFD_CLOEXEC, 0);
	return *ret_fd < 0 ? -errno : 0;
}

static int open_socket(const struct request *r, int *ret_fd)
{
	*ret_fd = socket(r->args[0], r->args[1] | SOCK_CLOEXEC | SOCK_NONBLOCK, r->args[2]);
	return *ret_fd < 0 ? -errno : 0;
}

static int open_other_socket(const struct keeper *k, const struct request *r, int *ret_fd)
{
	int code;

	if (k->fd_other < 0)
		return -EINVAL;
	if (setns(k->fd_other, CLONE_NEWNET))
		return -errno;
	code = open_socket(r, ret_fd);
	if (setns(k->fd_own, CLONE_NEWNET))
		_exit(1); /* it would serve the wrong network */
	return code;
}

/* 0, or a negative errno where not even the answer could be sent: then the other end shall see ours closed. */
static int serve(struct keeper *k, const struct request *r, size_t text_len)
{
	struct answer answer = { 0 };
	int fd = -1;

	switch (r->op) {
	case REQUEST_SOCKET:
		answer.result = open_socket(r, &fd);
		break;
	case REQUEST_OTHER_HOST:
		answer.result = make_other_host(k, r->args[0], &fd);
		break;
	case REQUEST_OTHER_SOCKET:
		answer.result = open_other_socket(k, r, &fd);
		break;
	case REQUEST_FILE:
		answer.result = set_file(k, r->args[0], r->text, text_len);
		break;
	case REQUEST_SYSCTL:
		answer.result = write_sysctl(r->text, text_len);
		break;
	case REQUEST_AFRESH:
		answer.result = afresh_again(&k->afresh, r->args[0], (uint16_t)r->args[1]);
		break;
	case REQUEST_LAST_PID:
		answer.result = afresh_set_last_pid(&k->afresh, r->args[0]);
		break;
	default:
		answer.result = -EINVAL;
	}
	return request_answer(k->fd, &answer, fd);
}

_Noreturn void keeper_run(const struct keeper_start *start)
{
	struct keeper k = { .fd = start->fd, .fd_files = -1, .fd_own = -1, .fd_other = -1, .afresh = AFRESH_NONE };
	struct answer answer = { .stage = KEEPER_MAP_IDS };
	struct request request;
	size_t text_len;
	int code;

	leave_the_caller(start);
	answer.result = set_up(&k, start, &answer);
	code = request_answer(k.fd, &answer, open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
	while (!answer.result && !code && !request_receive(k.fd, &request, &text_len))
		code = serve(&k, &request, text_len);
	if (__gcov_dump)
		__gcov_dump();
	_exit(0);
}
