/* See socket_time.h. */
#include "run/socket_time.h"
#include "base/deadline.h"
#include "os/borrow.h"
#include "os/tracee.h"
#include "run/descriptors.h"
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct socket_time { /* as the program has set it, by the record's index */
	struct timeval receive, send;
};

static bool is_option(int64_t name, bool *ret_sends)
{
	*ret_sends = name == SO_SNDTIMEO_OLD || name == SO_SNDTIMEO_NEW;
	return *ret_sends || name == SO_RCVTIMEO_OLD || name == SO_RCVTIMEO_NEW;
}

static struct socket_time *find_or_add(struct sck_session *s, int socket)
{
	struct clock_state *c = &s->clock;
	size_t had = c->socket_times_count;

	if ((size_t)socket >= had) {
		c->socket_times_count = (size_t)socket + 16;
		c->socket_times = reallocarray(c->socket_times, c->socket_times_count,
					       sizeof(c->socket_times[0]));
		if (!c->socket_times)
			abort();
		memset(c->socket_times + had, 0,
		       (c->socket_times_count - had) * sizeof(c->socket_times[0]));
	}
	return &c->socket_times[socket];
}

int64_t socket_time_of(const struct sck_session *s, int socket, enum call_class class)
{
	const struct socket_time *time;
	const struct timeval *val;

	if (socket < 0 || (size_t)socket >= s->clock.socket_times_count)
		return 0;
	time = &s->clock.socket_times[socket];
	val = class == CLASS_SEND || class == CLASS_CONNECT ? &time->send : &time->receive;
	return val->tv_sec > INT64_MAX / NS_PER_S - 1 ? INT64_MAX
						      : val->tv_sec * NS_PER_S + val->tv_usec * 1000;
}

/* One below zero means "do not wait" to the kernel, although it is told as none (net/core/sock.c, sock_set_timeout()). */
static bool is_negative(const struct tracee *who, const struct record_call *call)
{
	struct timeval val;

	return tracee_read(who->tid, (uint64_t)call->args[3], &val, sizeof(val)) == sizeof(val) &&
	       val.tv_sec < 0;
}

/* The kernel's own form of it is what its next reader would have been told; then it is taken away. */
static void take_over(struct sck_session *s, const struct tracee *who,
		      const struct record_call *call, bool sends)
{
	const int option = sends ? SO_SNDTIMEO : SO_RCVTIMEO, ours = borrow(who, call->fd);
	struct socket_time *time = find_or_add(s, call->socket);
	const struct timeval none = { 0 };
	struct timeval set = { 0 };
	socklen_t len = sizeof(set);

	if (ours < 0)
		return;
	getsockopt(ours, SOL_SOCKET, option, &set, &len);
	if (!is_negative(who, call))
		setsockopt(ours, SOL_SOCKET, option, &none, sizeof(none));
	close(ours);
	*(sends ? &time->send : &time->receive) = set;
}

static void tell(struct sck_session *s, const struct tracee *who, const struct record_call *call, bool sends)
{
	const struct socket_time *time = find_or_add(s, call->socket);
	const struct timeval *val = sends ? &time->send : &time->receive;
	socklen_t len = 0;

	tracee_read(who->tid, (uint64_t)call->args[4], &len, sizeof(len));
	tracee_write(who->tid, (uint64_t)call->args[3], val, len < sizeof(*val) ? len : sizeof(*val));
}

/* A socket that accept(2) makes has those of its listener, but for one of the family UNIX: connect(2) has made that one. */
static void inherit(struct sck_session *s, const struct tracee *who, const struct record_call *call)
{
	const int made = descriptors_socket(s, who, (int)call->result);
	struct socket_time of_listener;

	if (made < 0 || (size_t)call->socket >= s->clock.socket_times_count ||
	    s->record.sockets[call->socket].domain == AF_UNIX)
		return;
	of_listener = s->clock.socket_times[call->socket];
	*find_or_add(s, made) = of_listener;
}

void socket_time_learn(struct sck_session *s, const struct tracee *who, const struct record_call *call)
{
	const struct call *row = call->call;
	bool sends;

	if (call->socket < 0 || call->result < 0)
		return;
	if (row->class == CLASS_ACCEPT)
		inherit(s, who, call);
	if (row->class != CLASS_OPTION || row->args_count != 5 || call->args[1] != SOL_SOCKET ||
	    !is_option(call->args[2], &sends))
		return;
	if (row->args[3] == ARG_OPTVAL_IN)
		take_over(s, who, call, sends);
	else
		tell(s, who, call, sends);
}

void socket_time_done(struct sck_session *s)
{
	free(s->clock.socket_times);
}
