/*
 * What the program has been told of what has come to a socket, by a wait, by MSG_PEEK, by FIONREAD: the kernel then brings it, and less, nothing or
 * an end in its place would be a lie. Noted at the exits of those calls.
 */
#include "os/tracee.h"
#include "run/descriptors.h"
#include "run/injection.h"
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/select.h>

/* ---- By a wait ------------------------------------------------------------------------------------------------ */

static int next_of_poll(const struct tracee *who, const struct record_call *call, uint32_t events, int *at)
{
	struct pollfd ready[64];
	int64_t count = (uint32_t)call->args[1];

	while (*at < count) {
		int64_t n = count - *at < 64 ? count - *at : 64;

		if (tracee_read(who->tid, (uint64_t)call->args[0] + (uint64_t)*at * sizeof(ready[0]),
				ready, (size_t)n * sizeof(ready[0])) != (size_t)n * sizeof(ready[0]))
			return -1;
		for (int64_t i = 0; i < n; i++)
			if ((uint32_t)ready[i].revents & events) {
				*at += (int)i + 1;
				return ready[i].fd;
			}
		*at += (int)n;
	}
	return -1;
}

static int next_of_epoll(const struct tracee *who, const struct record_call *call, uint32_t events,
			 int64_t result, int *at)
{
	struct epoll_event event;

	while (*at < result) {
		uint64_t address = (uint64_t)call->args[1] + (uint64_t)(*at)++ * sizeof(event);

		if (tracee_read(who->tid, address, &event, sizeof(event)) != sizeof(event))
			return -1;
		if (event.events & events)
			return wait_fd_of_data(who, (int)call->args[0], event.data.u64);
	}
	return -1;
}

/* It tells of no hang-up: at one a socket is readable. */
static int next_of_select(const struct tracee *who, const struct record_call *call, uint32_t events, int *at)
{
	const int count = wait_select_count(call);
	fd_set set = { 0 };

	if (!(events & POLLIN) || !call->args[1])
		return -1;
	tracee_read(who->tid, (uint64_t)call->args[1], &set, ((size_t)(count + 63) / 64) * 8);
	while (*at < count) {
		const int fd = (*at)++;

		if (FD_ISSET(fd, &set))
			return fd;
	}
	return -1;
}

/* The descriptors that a wait with RESULT has told one of EVENTS of, one after the other from *AT; -1: no more. */
static int next_told(const struct tracee *who, const struct record_call *call, uint32_t events,
		     int64_t result, int *at)
{
	switch (wait_arg(call, 1)) {
	case ARG_EPOLL_EVENTS:
		return next_of_epoll(who, call, events, result, at);
	case ARG_FDSET:
		return next_of_select(who, call, events, at);
	default:
		return wait_arg(call, 0) == ARG_POLLFDS ? next_of_poll(who, call, events, at) : -1;
	}
}

/* POLLHUP, POLLRDHUP: all has come, so that a short read is the last (as libuv has it). */
static void note_over(struct sck_session *s, const struct tracee *who,
		      const struct record_call *call, int64_t result)
{
	struct bent_socket *socket;
	int at = 0, fd;

	while ((fd = next_told(who, call, POLLHUP | POLLRDHUP, result, &at)) >= 0) {
		socket = bent_socket(s->injection, descriptors_socket(s, who, fd));
		if (socket)
			socket->is_over = true;
	}
}

/* Asked for by a survey alone: to find whom epoll means takes a while. */
static void note_ready(struct sck_session *s, const struct tracee *who,
		       const struct record_call *call, int64_t result)
{
	struct bent_socket *socket;
	int at = 0, fd;

	while (s->injection->survey && (fd = next_told(who, call, POLLIN, result, &at)) >= 0) {
		socket = bent_socket(s->injection, descriptors_socket(s, who, fd));
		if (socket)
			socket->is_ready = true;
	}
}

/* ---- By what lies there --------------------------------------------------------------------------------------- */

static bool peeks(const struct record_call *call)
{
	for (int i = 0; i < call->call->args_count; i++)
		if (call->call->args[i] == ARG_MSG_FLAGS)
			return call->args[i] & MSG_PEEK;
	return false;
}

bool told_counts(const struct record_call *call)
{
	return strcmp(call->call->name, "ioctl") == 0 && call->args[1] == FIONREAD;
}

/* So many bytes or more are there. */
static void see(struct bent_socket *socket, int64_t bytes)
{
	if (bytes > 0 && socket->in + (uint64_t)bytes > socket->seen)
		socket->seen = socket->in + (uint64_t)bytes;
}

static void note_queue(const struct tracee *who, const struct record_call *call, struct bent_socket *socket)
{
	int bytes = 0;

	if (told_counts(call) &&
	    tracee_read(who->tid, (uint64_t)call->args[2], &bytes, sizeof(bytes)) == sizeof(bytes))
		see(socket, bytes);
}

/* ---- What moved ----------------------------------------------------------------------------------------------- */

static void note_received(struct bent_socket *socket, const struct record_call *call, int64_t moved,
			  bool is_stream)
{
	if (peeks(call) && call->call->result == RESULT_BYTES) {
		see(socket, moved);
		return;
	}
	if (call->call->result == RESULT_BYTES) {
		socket->answers |= !socket->out && moved > 0;
		socket->in += (uint64_t)moved;
	}
	if (!is_stream)
		socket->seen = 0; /* that datagram is gone, however much of it was taken */
	socket->is_ready = false;
}

static void note_moved(struct sck_session *s, const struct tracee *who,
		       const struct record_call *call, int64_t moved)
{
	struct bent_socket *socket = bent_socket(s->injection, call->socket);

	if (!socket || bend_is_out_of_band(call))
		return;
	if (bend_receives(call))
		note_received(socket, call, moved, s->record.sockets[call->socket].type == SOCK_STREAM);
	else if (call->call->class == CLASS_SEND && call->call->result == RESULT_BYTES)
		socket->out += (uint64_t)moved;
	else
		note_queue(who, call, socket);
}

void told_note(struct sck_session *s, const struct tracee *who, const struct record_call *call, int64_t result)
{
	if (call->call->class == CLASS_WAIT) {
		note_over(s, who, call, result);
		note_ready(s, who, call, result);
	} else {
		note_moved(s, who, call, result);
	}
}

size_t told_bytes(const struct bent_socket *socket)
{
	return socket && socket->seen > socket->in ? (size_t)(socket->seen - socket->in) : 0;
}
