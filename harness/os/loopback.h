/*
 * The private loopback: network, mount, PID and IPC namespaces of their own with lo up, kept by a
 * small process (the keeper, PID 1 in there) that opens sockets and changes the surroundings on
 * request. The caller itself stays where it is. Where namespaces are refused it is the host's
 * loopback, and says why. Knows no program and never waits for one.
 */
#ifndef OS_LOOPBACK_H
#define OS_LOOPBACK_H

#include "base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	LOOPBACK_PORTS_AT_ONCE = 4, /* that a session is given together */
	LOOPBACK_MORE_PORTS = 48    /* times that it is given more */
};

struct loopback {
	bool is_private;
	bool has_ipv6;    /* ::1 can be bound */
	bool is_down;     /* the link, on request */
	bool is_altered;  /* something of its surroundings, on request */
	bool may_last;    /* it was opened to be for more than one session ... */
	unsigned purpose; /* ... that want the same of it, see lasting.h; 0: nothing */
	bool has_users;   /* with a user namespace of its own, as for everyone who is not root */
	char reason[256]; /* why it is not private; "" where it is */
	pid_t keeper;     /* 0: none (the host's loopback). The caller reaps it */
	int fd_keeper;    /* pidfd; -1: none */
	int fd_request;   /* our end of the keeper's socket; -1: none */
	int fd_root;      /* the root directory in there (O_PATH); -1: none */
	int fd_other;     /* the network of another host, see other.h; -1: there is none */
	int fd_diag;      /* to ask what sockets there are, see sockdiag.h; -1: not asked yet */
	int fd_barrier;   /* see barrier.h; -1: none yet */
	uint16_t barrier_port;
	int fd_port; /* says that the port is this one's, see loopback_port(); -1: none is */
	int fd_more_ports[LOOPBACK_MORE_PORTS]; /* ... and each the few that it was given since */
	int more_ports_count;
	char *stack; /* the keeper's, where it runs in the caller's memory; NULL: it has a copy */
};

#define LOOPBACK_NONE                         \
	((struct loopback){ .fd_keeper = -1,  \
			    .fd_request = -1, \
			    .fd_root = -1,    \
			    .fd_other = -1,   \
			    .fd_diag = -1,    \
			    .fd_barrier = -1, \
			    .fd_port = -1 })

/*
 * Opens one: private if this machine lets us, else the host's. Negative only where not even that
 * can be had. The keeper ends with the thread that opened it, however that ends (prctl(2),
 * PR_SET_PDEATHSIG).
 */
int loopback_open(struct loopback *ret_lo, struct sck_err *err);
int loopback_open_lasting(struct loopback *ret_lo, struct sck_err *err); /* see lasting.h, for which it is */
/*
 * Ends the keeper, and with it every process inside; does not wait for that. Closes what lo holds;
 * lo->keeper stays, to be reaped: last, for PID 1 of a namespace ends only once every process in
 * there has been reaped (pid_namespaces(7)).
 */
void loopback_close(struct loopback *lo);
/* The caller has reaped the keeper. */
void loopback_reaped(struct loopback *lo);

/* A socket inside it, close-on-exec and non-blocking; its descriptor or a negative errno. */
int loopback_socket(struct loopback *lo, int domain, int type, int protocol, struct sck_err *err);

/*
 * Forks a process inside it, a child of the caller: CHILD runs there and its return value is the
 * exit status (stdio is not flushed, no atexit handler runs). Nothing that is not async-signal-safe
 * may be assumed by CHILD where the caller has threads. It starts in the caller's working
 * directory, with the caller's signal mask, in the caller's process group (which it cannot name:
 * getpgrp() is 0 there until setpgid or setsid); without capabilities unless the caller is root.
 * Returns the child's PID as the caller sees it. The caller may see one SIGCHLD more than it has
 * children.
 */
pid_t loopback_fork(struct loopback *lo, int (*child)(void *arg), void *arg, struct sck_err *err);
struct loopback_entry { /* how a process comes into it; zeroed: as by loopback_fork() */
	/*
	 * At less than half the price, for a CHILD that ends in execve(2), or returns. It may run in the caller's memory, errno included,
	 * with all signals blocked, so that until then the caller keeps its own signals blocked and what ARG points to, and starts no other.
	 */
	bool execs;
	bool on_other_host; /* other.h; -EINVAL where there is none */
	bool keeps_net_raw; /* with CAP_NET_RAW also where the caller is not root, if it is private */
};
pid_t loopback_start(struct loopback *lo, const struct loopback_entry *how, int (*child)(void *arg),
		     void *arg, struct sck_err *err);

/* 0, or -EOPNOTSUPP with the reason: before whatever changes it for those who are in there. */
int loopback_alter(struct loopback *lo, struct sck_err *err);

/*
 * The surroundings. -EOPNOTSUPP where it is not private, or where a file of the machine's cannot be
 * covered: it does not exist, or mounts are refused. Of itself a private one has a /etc/hosts with
 * localhost (::1 and 127.0.0.1) and the machine's own name, and a name server that refuses.
 */
int loopback_hosts(struct loopback *lo, const char *text, struct sck_err *err); /* /etc/hosts */
int loopback_ipv4_first(struct loopback *lo, bool first, struct sck_err *err);  /* /etc/gai.conf */
int loopback_own_shm(struct loopback *lo, struct sck_err *err); /* /dev/shm: an empty one */
int loopback_without_ipv6(struct loopback *lo, struct sck_err *err);
/* On lo, as /32 or /128. */
int loopback_add_address(struct loopback *lo, const char *address, struct sck_err *err);
int loopback_groups(struct loopback *lo, struct sck_err *err); /* those of IPv6 (ff00::/8) have a route, by lo */
int loopback_mtu(struct loopback *lo, int bytes, struct sck_err *err); /* of lo; below 1280 it has no IPv6 any more */
/* "unreachable 198.51.100.0/24", prohibit or blackhole. */
int loopback_add_route(struct loopback *lo, const char *route, struct sck_err *err);
/* Of lo, which is all the network that there is. */
int loopback_set_link(struct loopback *lo, bool up, struct sck_err *err);
/*
 * Writes a file under /proc/sys/net as the private network sees it: loopback_sysctl(lo,
 * "ipv4/tcp_syn_retries", "1").
 */
int loopback_sysctl(struct loopback *lo, const char *name, const char *value, struct sck_err *err);

/*
 * A port that nobody uses: a fixed one in a private loopback; on the host's one that no other session gets as long as LO is open. TYPE
 * (SOCK_STREAM...) is what it is for.
 */
int loopback_port(struct loopback *lo, int type, uint16_t *ret_port, struct sck_err *err);
/*
 * On the host's loopback: LOOPBACK_PORTS_AT_ONCE more, the first of which is told. -EADDRINUSE where others have them all, -ENFILE for one
 * that has had LOOPBACK_MORE_PORTS times some.
 */
int loopback_more_ports(struct loopback *lo, uint16_t *ret_first, struct sck_err *err);
/* Is PORT this session's, too, which was given OWN? In a private one each is; else OWN and the three behind it, if none had to be asked of the kernel. */
bool loopback_has_port(const struct loopback *lo, uint16_t own, uint16_t port);

#endif
