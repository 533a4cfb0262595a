/*
 * What the kernel says of the sockets on a loopback (sock_diag(7), through libmnl): states, queues,
 * timers. A question and its answer, never a wait. Knows no program.
 */
#ifndef OS_SOCKDIAG_H
#define OS_SOCKDIAG_H

#include "base/err.h"
#include "os/loopback.h"
#include <sys/socket.h>

struct sockdiag {
	int fd; /* NETLINK_SOCK_DIAG inside the loopback */
	unsigned seq;
	struct sockdiag *next; /* of the other host: it is asked too, see below; NULL: none */
};

struct sockdiag_row {
	int family, protocol; /* AF_INET6, IPPROTO_TCP ... */
	int state; /* TCP_ESTABLISHED ... (netinet/tcp.h); for UDP TCP_CLOSE or TCP_ESTABLISHED */
	struct sockaddr_storage local, remote;
	uint64_t inode; /* 0: no process has it any more */
	/*
	 * TCP: bytes that the program has not read, and one for the end behind them, until a read
	 * has run into it (which may be the one that took the last bytes). A listener: connections
	 * not yet accepted. UDP: 0 where nothing is there, else memory.
	 */
	uint32_t receive_queue;
	uint32_t send_queue; /* bytes not acknowledged, sent or not; a listener: its backlog */
	int timer; /* 0 none, 1 retransmission, 2 keepalive, 3 TIME_WAIT, 4 zero-window probe */
	int retransmits; /* how often that timer has rung in vain */
	/*
	 * TCP: all that ever arrived here (tcp_info), the end counted as one; all that ever went out, counted once and without the
	 * end, and what has not gone out yet. Filled in by sockdiag_connection only.
	 */
	uint64_t bytes_received, bytes_sent, bytes_unsent;
	/* Of that, too: the memory that bytes not acknowledged take, and how much of it there may be (SO_SNDBUF). */
	uint32_t send_memory, send_memory_most;
	int backoffs; /* ... and how often in a row the time until the next try was doubled, also where RETRANSMITS does not count */
};

/* -ENOENT where the kernel cannot say (it has no tcp_diag). */
int sockdiag_open(struct sockdiag *d, struct loopback *lo, struct sck_err *err);
void sockdiag_close(struct sockdiag *d);
/* What D is asked is from now on asked on the other host too (other.h), by *ret_other, which D does not close. */
int sockdiag_join_other(struct sockdiag *d, struct loopback *lo, struct sockdiag *ret_other,
			struct sck_err *err);

/*
 * Every TCP (or UDP) socket of both families there: calls EACH per row until it returns false. 0 or
 * negative errno. For TCP the kernel goes through its table for all namespaces (some 0.2 ms); a
 * connection whose ends are known is asked for below.
 */
int sockdiag_each(struct sockdiag *d, int protocol,
		  bool (*each)(void *arg, const struct sockdiag_row *row), void *arg, struct sck_err *err);
/* The same of TCP, but for listeners, of which the kernel has one more table for all namespaces. */
int sockdiag_each_connection(struct sockdiag *d, bool (*each)(void *arg, const struct sockdiag_row *row),
			     void *arg, struct sck_err *err);
/*
 * The TCP socket with these ends (an exact question, about 3 us), never a listener. 0, or -ENOENT
 * where there is none. A socket of IPv6 that carries IPv4 is found by mapped addresses and by plain
 * ones; its row has mapped ones.
 */
int sockdiag_connection(struct sockdiag *d, const struct sockaddr *local, const struct sockaddr *remote,
			struct sockdiag_row *ret_row, struct sck_err *err);
/*
 * Ends this connection as an error would (tcp_abort() in net/ipv4/tcp.c): a reset goes to the other end, the socket keeps
 * ECONNABORTED until somebody asks. COOKIE is its SO_COOKIE. -EPERM without CAP_NET_ADMIN in there, -EOPNOTSUPP where
 * the kernel has no CONFIG_INET_DIAG_DESTROY.
 */
int sockdiag_destroy(struct sockdiag *d, const struct sockaddr *local,
		     const struct sockaddr *remote, uint64_t cookie);

#endif
