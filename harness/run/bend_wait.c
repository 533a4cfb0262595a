/*
 * The waits: which descriptors poll, select and epoll wait for, and what they say of them. An epoll set is read from
 * /proc/PID/fdinfo (proc(5)).
 */
#include "run/bent.h"
#include "run/descriptors.h"
#include "base/deadline.h"
#include "os/borrow.h"
#include "os/tracee.h"
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

static bool write_to(pid_t pid, uint64_t address, const void *from, size_t len)
{
	return tracee_write(pid, address, from, len) == len;
}

int wait_select_count(const struct record_call *call)
{
	const int count = (int)call->args[0];

	return count < 0 ? 0 : count < FD_SETSIZE ? count : FD_SETSIZE;
}

/* ---- Which descriptors ---------------------------------------------------------------------------------------- */

struct watched_fd {
	int fd;
	uint32_t events;
	uint64_t data; /* epoll_data */
};

static FILE *open_epoll(const struct tracee *who, int fd)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", (int)who->tgid, fd);
	return fopen(path, "re");
}

/* The next line "tfd: 5 events: 19 data: 5" of the set's fdinfo. */
static bool read_epoll_line(FILE *file, struct watched_fd *ret)
{
	char line[256];

	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "tfd: %d events: %" SCNx32 " data: %" SCNx64, &ret->fd,
			   &ret->events, &ret->data) == 3)
			return true;
	return false;
}

/* The N-th by its number: the kernel has them in the order of addresses, which is another one each time. */
static bool read_epoll(const struct tracee *who, int fd, int n, struct watched_fd *ret)
{
	FILE *file = open_epoll(who, fd);
	struct watched_fd line;
	bool found = false;
	int last = -1;

	for (; file && n >= 0; n--) {
		found = false;
		rewind(file);
		while (read_epoll_line(file, &line))
			if (line.fd > last && (!found || line.fd < ret->fd)) {
				*ret = line;
				found = true;
			}
		if (!found)
			break;
		last = ret->fd;
	}
	if (file)
		fclose(file);
	return found;
}

int wait_fd_of_data(const struct tracee *who, int fd, uint64_t data)
{
	FILE *file = open_epoll(who, fd);
	struct watched_fd line;
	int found = -1;

	while (file && found < 0 && read_epoll_line(file, &line))
		if (line.data == data)
			found = line.fd;
	if (file)
		fclose(file);
	return found;
}

static bool read_poll(const struct tracee *who, const struct record_call *call, int n,
		      struct watched_fd *ret)
{
	struct pollfd one;

	if ((uint32_t)n >= (uint32_t)call->args[1] ||
	    tracee_read(who->tid, (uint64_t)call->args[0] + (uint64_t)n * sizeof(one), &one,
			sizeof(one)) != sizeof(one))
		return false;
	*ret = (struct watched_fd){ .fd = one.fd, .events = (uint32_t)one.events };
	return true;
}

static bool read_select(const struct tracee *who, const struct record_call *call, int n,
			struct watched_fd *ret)
{
	fd_set sets[2] = { 0 };
	int count = wait_select_count(call);
	size_t len = ((size_t)(count + 63) / 64) * 8;

	for (int i = 0; i < 2; i++)
		if (call->args[1 + i])
			tracee_read(who->tid, (uint64_t)call->args[1 + i], &sets[i], len);
	for (int fd = 0; fd < count; fd++) {
		if (!FD_ISSET(fd, &sets[0]) && !FD_ISSET(fd, &sets[1]))
			continue;
		if (n-- > 0)
			continue;
		*ret = (struct watched_fd){ .fd = fd, .events = FD_ISSET(fd, &sets[0]) ? POLLIN : 0 };
		return true;
	}
	return false;
}

static bool read_watched(const struct tracee *who, const struct record_call *call, int n,
			 struct watched_fd *ret)
{
	switch (wait_arg(call, 1)) {
	case ARG_EPOLL_EVENTS:
		return read_epoll(who, (int)call->args[0], n, ret);
	case ARG_FDSET:
		return read_select(who, call, n, ret);
	default:
		return read_poll(who, call, n, ret);
	}
}

int wait_next_fd(const struct tracee *who, const struct record_call *call, int *at)
{
	struct watched_fd watched;

	if (!read_watched(who, call, *at, &watched))
		return -1;
	++*at;
	return watched.fd;
}

/* ---- What is said of them ------------------------------------------------------------------------------------- */

static bool say_poll(const struct tracee *who, const struct record_call *call, int chosen)
{
	struct watched_fd watched;

	for (int n = 0; read_poll(who, call, n, &watched); n++) {
		short ready = n == chosen ? POLLIN : 0;

		if (!write_to(who->tid,
			      (uint64_t)call->args[0] + (uint64_t)n * sizeof(struct pollfd) +
				      offsetof(struct pollfd, revents),
			      &ready, sizeof(ready)))
			return false;
	}
	return true;
}

/* FD alone, in the SET-th of the three. */
static bool say_select(const struct tracee *who, const struct record_call *call, int fd, int set)
{
	size_t len = ((size_t)((int)call->args[0] + 63) / 64) * 8;
	fd_set sets[3] = { 0 };

	if (len > sizeof(sets[0]))
		return false;
	FD_SET(fd, &sets[set]);
	for (int i = 0; i < 3; i++)
		if (call->args[1 + i] && !write_to(who->tid, (uint64_t)call->args[1 + i], &sets[i], len))
			return false;
	return true;
}

/* A timer, a pipe, a local socket never are it: of what came over a network the kernel may find later that it is none (select(2), BUGS). */
static bool may_be_spurious(struct sck_session *s, const struct tracee *who, const struct watched_fd *watched)
{
	const int socket = watched->events & POLLIN ? descriptors_socket(s, who, watched->fd) : -1;
	const int domain = socket >= 0 ? s->record.sockets[socket].domain : AF_UNSPEC;

	return domain == AF_INET || domain == AF_INET6;
}

int wait_spurious(struct sck_session *s, const struct tracee *who, const struct record_call *call)
{
	struct watched_fd watched;
	struct epoll_event event = { .events = EPOLLIN };
	int n = 0;

	while (read_watched(who, call, n, &watched) && !may_be_spurious(s, who, &watched))
		n++;
	if (!read_watched(who, call, n, &watched))
		return 0;
	event.data.u64 = watched.data;
	switch (wait_arg(call, 1)) {
	case ARG_EPOLL_EVENTS:
		return write_to(who->tid, (uint64_t)call->args[1], &event, sizeof(event));
	case ARG_FDSET:
		return say_select(who, call, watched.fd, 0);
	default:
		return say_poll(who, call, n);
	}
}

static int64_t keep_one_of_poll(const struct tracee *who, const struct record_call *call)
{
	struct pollfd one;
	const short none = 0;
	bool kept = false;

	for (uint64_t n = 0; n < (uint32_t)call->args[1]; n++) {
		uint64_t address = (uint64_t)call->args[0] + n * sizeof(one);

		if (tracee_read(who->tid, address, &one, sizeof(one)) != sizeof(one))
			break;
		if (!one.revents)
			continue;
		if (kept)
			write_to(who->tid, address + offsetof(struct pollfd, revents), &none, sizeof(none));
		kept = true;
	}
	return 1;
}

static int64_t keep_one_of_select(const struct tracee *who, const struct record_call *call, int64_t result)
{
	fd_set set = { 0 };
	int count = wait_select_count(call);

	for (int i = 0; i < 3; i++) {
		if (!call->args[1 + i])
			continue;
		tracee_read(who->tid, (uint64_t)call->args[1 + i], &set, ((size_t)(count + 63) / 64) * 8);
		for (int fd = 0; fd < count; fd++)
			if (FD_ISSET(fd, &set))
				return say_select(who, call, fd, i) ? 1 : result;
	}
	return result;
}

int64_t wait_keep_one(const struct tracee *who, const struct record_call *call, int64_t result)
{
	if (wait_arg(call, 0) == ARG_POLLFDS)
		return keep_one_of_poll(who, call);
	if (wait_arg(call, 1) == ARG_FDSET)
		return keep_one_of_select(who, call, result);
	return result;
}

/* Is more than one ready of those that epoll waits for? */
static bool are_several_ready(const struct tracee *who, const struct record_call *call)
{
	FILE *file = open_epoll(who, (int)call->args[0]);
	struct watched_fd line;
	int ready = 0;

	while (file && ready < 2 && read_epoll_line(file, &line)) {
		struct pollfd one = { .fd = borrow(who, line.fd), .events = (short)line.events };

		if (one.fd < 0)
			continue;
		ready += poll(&one, 1, 0) > 0;
		close(one.fd);
	}
	if (file)
		fclose(file);
	return ready > 1;
}

bool wait_kept_others(const struct tracee *who, const struct record_call *call, int64_t result)
{
	return wait_arg(call, 1) == ARG_EPOLL_EVENTS ? result == 1 && are_several_ready(who, call)
						     : result > 1;
}

int wait_ask_one(const struct tracee *who, const struct record_call *call, struct alteration *ret)
{
	if (wait_arg(call, 1) != ARG_EPOLL_EVENTS)
		return -ENOTSUP;
	return alter_arg(who->tid, 2, call->args[2], 1, ret);
}

/* ---- Time-outs ------------------------------------------------------------------------------------------------ */

static int time_out_arg(const struct record_call *call)
{
	for (int i = 0; i < call->call->args_count; i++)
		if (wait_arg(call, i) == ARG_MS || wait_arg(call, i) == ARG_TIMESPEC ||
		    wait_arg(call, i) == ARG_TIMEVAL)
			return i;
	return -1;
}

/* Nanoseconds; -1: none. */
static int64_t time_out_of(const struct tracee *who, const struct record_call *call)
{
	int i = time_out_arg(call);
	int64_t words[2];

	if (i < 0)
		return -1;
	if (wait_arg(call, i) == ARG_MS)
		return (int32_t)call->args[i] < 0 ? -1 : (int32_t)call->args[i] * NS_PER_MS;
	if (!call->args[i] ||
	    tracee_read(who->tid, (uint64_t)call->args[i], words, sizeof(words)) != sizeof(words))
		return -1;
	return words[0] * NS_PER_S + words[1] * (wait_arg(call, i) == ARG_TIMEVAL ? 1000 : 1);
}

bool wait_may_block(const struct tracee *who, const struct record_call *call)
{
	return time_out_of(who, call) != 0;
}

bool wait_has_time_out(const struct tracee *who, const struct record_call *call)
{
	return time_out_of(who, call) > NS_PER_MS;
}

int wait_early(struct tracee *who, const struct record_call *call, struct alteration *ret)
{
	int i = time_out_arg(call), rc;
	int64_t for_ns = time_out_of(who, call) - NS_PER_MS;
	bool is_timeval = wait_arg(call, i) == ARG_TIMEVAL;

	if (wait_arg(call, i) == ARG_MS) {
		rc = alter_arg(who->tid, i, call->args[i], (uint64_t)(for_ns / NS_PER_MS), ret);
		if (rc == 0)
			who->args[i] = for_ns / NS_PER_MS; /* a clock of the session's takes it from here */
		return rc;
	}
	rc = alter_word(who->tid, (uint64_t)call->args[i], (uint64_t)(for_ns / NS_PER_S), ret);
	if (rc == 0)
		rc = alter_word(who->tid, (uint64_t)call->args[i] + 8,
				(uint64_t)(for_ns % NS_PER_S / (is_timeval ? 1000 : 1)), ret);
	return rc;
}
