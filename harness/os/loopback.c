/*
 * The outer half of the private loopback: starts the keeper in its namespaces, asks it for sockets and files, forks processes
 * into it. What happens inside is keeper.c's. Answers come at once: the keeper waits for the kernel alone.
 */
#include "os/loopback.h"
#include "facts/family.h"
#include "os/enter.h"
#include "os/jvm.h"
#include "os/keeper.h"
#include "os/network.h"
#include "os/request.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Outside what the kernel takes for itself (ip_local_port_range): nothing in there has it by chance. */

extern void __gcov_dump(void) __attribute__((weak));

static int namespaces_of(const struct loopback *lo)
{
	return CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC |
	       (lo->has_users ? CLONE_NEWUSER : 0);
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* ---- Opening and closing ---- */

static const char *name_stage(int stage)
{
	switch (stage) {
	case KEEPER_MAP_IDS:
		return "a user namespace may not map its own user here (uid_map";
	case KEEPER_LO_UP:
		return "a network namespace may not bring its loopback up here (SIOCSIFFLAGS";
	case KEEPER_BIND:
		return "a network namespace has no 127.0.0.1 here (bind";
	default:
		return "a private loopback needs a few descriptors more (recvmsg";
	}
}

static int start_keeper(struct loopback *lo, int ends[2], bool lasts)
{
	struct keeper_start start = { ends[1],   lo->has_users, geteuid(),
				      getegid(), jvm_folder(),  lasts };
	struct answer answer;
	int code;
	pid_t pid = keeper_clone(&start, namespaces_of(lo), &lo->stack, &lo->fd_keeper);

	close_one(&ends[1]);
	if (pid < 0) {
		snprintf(lo->reason, sizeof(lo->reason), "%snamespaces are refused here (clone: %s)",
			 lo->has_users ? "user " : "", strerror(-pid));
		lo->fd_keeper = -1;
		return pid;
	}
	lo->keeper = pid;
	code = request_receive_answer(ends[0], &answer, &lo->fd_root);
	if (code) {
		snprintf(lo->reason, sizeof(lo->reason),
			 "the process that keeps the namespaces ended (%s)", strerror(-code));
		return code;
	}
	lo->has_ipv6 = answer.has_ipv6;
	code = answer.result;
	if (!code && lo->fd_root < 0)
		code = -EMFILE; /* it came, and there was no room for it (unix(7)) */
	if (code)
		snprintf(lo->reason, sizeof(lo->reason), "%s: %s)", name_stage(answer.stage),
			 strerror(-code));
	return code;
}

/* 0, or a negative errno with lo->reason saying what was refused and nothing left behind. */
static int open_private(struct loopback *lo, bool with_users, bool lasts)
{
	int ends[2], code;

	*lo = LOOPBACK_NONE;
	lo->has_users = with_users;
	lo->may_last = lasts;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
		code = errno;
		snprintf(lo->reason, sizeof(lo->reason), "no socket (%s)", strerror(code));
		return -code;
	}
	code = start_keeper(lo, ends, lasts);
	lo->fd_request = ends[0];
	if (!code) {
		lo->is_private = true;
		return 0;
	}
	loopback_close(lo);
	if (lo->keeper)
		while (waitpid(lo->keeper, NULL, __WALL) < 0 && errno == EINTR)
			;
	loopback_reaped(lo);
	lo->has_users = false;
	return code;
}

void loopback_reaped(struct loopback *lo)
{
	lo->keeper = 0;
	keeper_reaped(&lo->stack);
}

static int bind_loopback(int domain, int type, uint16_t port, uint16_t *ret_port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
				  .sin_port = htons(port),
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
				    .sin6_port = htons(port),
				    .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr *sa = domain == AF_INET ? (struct sockaddr *)&in : (struct sockaddr *)&in6;
	socklen_t len = domain == AF_INET ? sizeof(in) : sizeof(in6);
	int fd = socket(domain, type | SOCK_CLOEXEC, 0), code = 0;

	if (fd < 0)
		return -errno;
	if (bind(fd, sa, len) || getsockname(fd, sa, &len))
		code = -errno;
	else if (ret_port)
		*ret_port = ntohs(domain == AF_INET ? in.sin_port : in6.sin6_port);
	close(fd);
	return code;
}

static int open_one(struct loopback *ret_lo, bool lasts, struct sck_err *err)
{
	bool with_users = geteuid() != 0;
	int code = open_private(ret_lo, with_users, lasts);

	/* Root in a container may still have namespaces in the way that everybody has them. */
	if (code && !with_users)
		code = open_private(ret_lo, true, lasts);
	if (!code)
		return 0;
	code = bind_loopback(AF_INET, SOCK_STREAM, 0, NULL);
	if (code)
		return err_errno(err, code, "127.0.0.1 cannot be bound on this machine, and %s",
				 ret_lo->reason);
	ret_lo->has_ipv6 = !bind_loopback(AF_INET6, SOCK_STREAM, 0, NULL);
	return 0;
}

int loopback_open(struct loopback *ret_lo, struct sck_err *err)
{
	return open_one(ret_lo, false, err);
}

int loopback_open_lasting(struct loopback *ret_lo, struct sck_err *err)
{
	return open_one(ret_lo, true, err);
}

void loopback_close(struct loopback *lo)
{
	if (lo->fd_request >= 0)
		shutdown(lo->fd_request, SHUT_RDWR);
	/* The end of the socket would do, unless it is stopped; with gcov it has counters to write. */
	if (lo->fd_keeper >= 0 && !__gcov_dump)
		syscall(SYS_pidfd_send_signal, lo->fd_keeper, SIGKILL, NULL, 0);
	close_one(&lo->fd_request);
	close_one(&lo->fd_keeper);
	close_one(&lo->fd_root);
	close_one(&lo->fd_other);
	close_one(&lo->fd_diag);
	close_one(&lo->fd_barrier);
	close_one(&lo->fd_port);
	while (lo->more_ports_count)
		close_one(&lo->fd_more_ports[--lo->more_ports_count]);
	lo->is_private = false;
}

/* ---- Sockets and processes ---- */

int loopback_socket(struct loopback *lo, int domain, int type, int protocol, struct sck_err *err)
{
	struct request request;
	int fd, code;

	if (!lo->is_private) {
		fd = socket(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
		return fd >= 0 ? fd : err_errno(err, -errno, "cannot make a socket");
	}
	request.op = REQUEST_SOCKET;
	request.args[0] = domain;
	request.args[1] = type;
	request.args[2] = protocol;
	code = request_ask(lo->fd_request, &request, 0, &fd);
	if (code)
		return err_errno(err, code, "cannot make a socket inside the loopback");
	return fd >= 0 ? fd : err_set(err, -EMFILE, "no descriptor is left for a socket inside the loopback");
}

struct inside {
	int fds[4]; /* ours */
	int (*child)(void *arg);
	void *arg;
};

static int run_inside(void *arg)
{
	const struct inside *inside = arg;

	for (size_t i = 0; i < sizeof(inside->fds) / sizeof(inside->fds[0]); i++)
		close(inside->fds[i]);
	return inside->child(inside->arg);
}

static pid_t fork_outside(int (*child)(void *arg), void *arg, struct sck_err *err)
{
	pid_t pid = fork();

	if (pid == 0) {
		int status = child(arg);

		if (__gcov_dump)
			__gcov_dump();
		_exit(status);
	}
	return pid > 0 ? pid : err_errno(err, -errno, "cannot fork");
}

pid_t loopback_start(struct loopback *lo, const struct loopback_entry *how, int (*child)(void *arg),
		     void *arg, struct sck_err *err)
{
	static struct inside inside; /* a child in our memory reads it when we have returned */
	struct enter to = {
		.fd_process = lo->fd_keeper,
		.namespaces = namespaces_of(lo),
		.fd_root = lo->fd_root,
		.fd_network = how->on_other_host ? lo->fd_other : -1,
		.keeps_net_raw = how->keeps_net_raw,
	};

	if (how->on_other_host && lo->fd_other < 0)
		return err_set(err, -EINVAL, "there is no other host");
	if (!lo->is_private)
		return fork_outside(child, arg, err);
	inside = (struct inside){ { lo->fd_request, lo->fd_keeper, lo->fd_root, lo->fd_other }, child, arg };
	return (how->execs ? enter_fork_to_exec : enter_fork)(&to, run_inside, &inside, err);
}

pid_t loopback_fork(struct loopback *lo, int (*child)(void *arg), void *arg, struct sck_err *err)
{
	return loopback_start(lo, &(struct loopback_entry){ 0 }, child, arg, err);
}

/* ---- The surroundings ---- */

int loopback_alter(struct loopback *lo, struct sck_err *err)
{
	lo->is_altered = true;
	if (lo->is_private)
		return 0;
	return err_set(err, -EOPNOTSUPP, "this is the host's loopback: %s", lo->reason);
}

static int set_file(struct loopback *lo, int file, const char *path, const char *text, struct sck_err *err)
{
	struct request request = { .op = REQUEST_FILE, .args = { file } };
	size_t len = strlen(text);
	int fd, code = loopback_alter(lo, err);

	if (code)
		return code;
	if (len > sizeof(request.text))
		return err_set(err, -E2BIG, "%s: more than %zu bytes", path, sizeof(request.text));
	memcpy(request.text, text, len);
	code = request_ask(lo->fd_request, &request, len, &fd);
	return code ? err_errno(err, code, "cannot set %s inside the loopback", path) : 0;
}

int loopback_hosts(struct loopback *lo, const char *text, struct sck_err *err)
{
	return set_file(lo, REQUEST_HOSTS, "/etc/hosts", text, err);
}

int loopback_ipv4_first(struct loopback *lo, bool first, struct sck_err *err)
{
	return set_file(lo, REQUEST_GAI, "/etc/gai.conf", family_gai(first), err);
}

int loopback_own_shm(struct loopback *lo, struct sck_err *err)
{
	return set_file(lo, REQUEST_SHM, "/dev/shm", "", err);
}

int loopback_sysctl(struct loopback *lo, const char *name, const char *value, struct sck_err *err)
{
	struct request request = { .op = REQUEST_SYSCTL };
	size_t name_len = strlen(name) + 1, value_len = strlen(value) + 1;
	int fd, code = loopback_alter(lo, err);

	if (code)
		return code;
	if (name_len + value_len > sizeof(request.text))
		return err_set(err, -E2BIG, "sysctl net/%s: its value is too long", name);
	memcpy(request.text, name, name_len);
	memcpy(request.text + name_len, value, value_len);
	code = request_ask(lo->fd_request, &request, name_len + value_len, &fd);
	return code ? err_errno(err, code, "cannot set sysctl net/%s to %s inside the loopback", name, value)
		    : 0;
}

int loopback_without_ipv6(struct loopback *lo, struct sck_err *err)
{
	int code = loopback_alter(lo, err);

	if (code || !lo->has_ipv6)
		return code;
	code = loopback_sysctl(lo, "ipv6/conf/all/disable_ipv6", "1", err);
	if (!code)
		code = loopback_sysctl(lo, "ipv6/conf/default/disable_ipv6", "1", err);
	if (!code)
		lo->has_ipv6 = false;
	return code;
}

/* A socket in there by which the kernel is told of what is no socket; or a negative errno. */
static int network_socket(struct loopback *lo, struct sck_err *err)
{
	int code = loopback_alter(lo, err);

	return code ? code : loopback_socket(lo, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, err);
}

int loopback_add_address(struct loopback *lo, const char *address, struct sck_err *err)
{
	int fd = network_socket(lo, err), code;

	if (fd < 0)
		return fd;
	code = network_add_address(fd, address, err);
	close(fd);
	return code;
}

int loopback_add_route(struct loopback *lo, const char *route, struct sck_err *err)
{
	int fd = network_socket(lo, err), code;

	if (fd < 0)
		return fd;
	code = network_add_route(fd, route, err);
	close(fd);
	return code;
}

int loopback_set_link(struct loopback *lo, bool up, struct sck_err *err)
{
	int fd = network_socket(lo, err), code;

	if (fd < 0)
		return fd;
	code = network_set_lo(fd, up, err);
	if (!code)
		lo->is_down = !up;
	close(fd);
	return code;
}
