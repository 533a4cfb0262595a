/*
 * A private loopback that one session after the other uses: is it as it was before the first of them? Works in the keeper, for what it looks at
 * is that process's own surroundings. Knows neither request nor session. Uses neither malloc nor stdio streams.
 */
#ifndef OS_AFRESH_H
#define OS_AFRESH_H

#include <stdint.h>

/*
 * A network namespace in place of the caller's, with a small table of connections of its own: a dump (sock_diag(7)) walks all of a table,
 * and that of the host's is shared by all networks and has 262144 entries. What the kernel derives from its size stays as it is.
 * A kernel before 6.1 has no such tables. What one connection shows (round-trip times, thresholds) is not kept for the next
 * one with the same host (tcp_no_metrics_save): it would be one of another session.
 */
void afresh_prepare_network(void);

struct afresh {
	int fd_mounts, fd_network,
		fd_written; /* each can be read, or polled, when that has changed; -1: not watched */
	int fd_processes, fd_last_pid;
	int fd_sockets, fd_ending; /* to ask for sockets, and to end them */
	int fd_queues; /* the folder of mq_overview(7)'s queues; -ENODEV: there can be none */
};
#define AFRESH_NONE ((struct afresh){ -1, -1, -1, -1, -1, -1, -1, -1 })

/* From now on changes are noticed. Negative errno: one of the descriptors cannot be had, and nothing can be told. */
int afresh_watch(struct afresh *a);
/*
 * Ends what is left of TCP connections (TIME_WAIT, and what nobody has any more), and PIDs begin anew. 0; -EBUSY: there is a process besides us and SPARED (its PID in here), or a socket besides that of UDP at SPARED_PORT (0: none), or something of IPC (sysvipc(7), mq_overview(7)), or a mount, an address, a route,
 * a setting below /proc/sys has changed; then, or where something is refused, it is of no use for another session.
 */
int afresh_again(const struct afresh *a, int spared, uint16_t spared_port);
/* The next process in here gets the PID behind this one. 0 or a negative errno. */
int afresh_set_last_pid(const struct afresh *a, int pid);

#endif
