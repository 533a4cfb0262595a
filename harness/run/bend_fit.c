/*
 * Whether an outcome would tell the truth of this socket at this call. Asks the socket itself, through a borrowed descriptor.
 */
#include "os/tracee.h"
#include "os/borrow.h"
#include "run/injection.h"
#include "run/clock.h"
#include "run/socket_time.h"
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/time.h>
#include <unistd.h>

/* Neither waits for anything (tcp_recv_urg(), sock_recv_errqueue()). */
enum { OUT_OF_BAND = MSG_OOB | MSG_ERRQUEUE };

static int flags_of(const struct record_call *call)
{
	for (int i = 0; i < call->call->args_count; i++)
		if (call->call->args[i] == ARG_MSG_FLAGS)
			return (int)call->args[i];
	return 0;
}

bool bend_is_out_of_band(const struct record_call *call)
{
	return call->call->class == CLASS_RECV && (flags_of(call) & OUT_OF_BAND);
}

bool bend_is_nonblocking(const struct tracee *who, const struct record_call *call)
{
	int ours, flags;

	if ((flags_of(call) & MSG_DONTWAIT) || bend_is_out_of_band(call))
		return true;
	ours = borrow(who, call->fd);
	flags = ours < 0 ? 0 : fcntl(ours, F_GETFL);
	if (ours >= 0)
		close(ours);
	return flags & O_NONBLOCK;
}

/* SO_RCVTIMEO of what receives, SO_SNDTIMEO of what sends: then EAGAIN ends the wait (socket(7)). */
static bool has_time_out(const struct sck_session *s, const struct tracee *who,
			 const struct record_call *call)
{
	bool receives = call->call->class == CLASS_RECV || call->call->class == CLASS_ACCEPT;
	struct timeval for_how_long = { 0 };
	socklen_t len = sizeof(for_how_long);
	int ours;

	if (clock_is_ours(s))
		return socket_time_of(s, call->socket, call->call->class) > 0;
	ours = borrow(who, call->fd);
	if (ours < 0)
		return false;
	getsockopt(ours, SOL_SOCKET, receives ? SO_RCVTIMEO : SO_SNDTIMEO, &for_how_long, &len);
	close(ours);
	return for_how_long.tv_sec || for_how_long.tv_usec;
}

static bool is_connected(const struct tracee *who, const struct record_call *call)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof(peer);
	int ours = borrow(who, call->fd);
	bool has_peer = ours >= 0 && getpeername(ours, (struct sockaddr *)&peer, &len) == 0;

	if (ours >= 0)
		close(ours);
	return has_peer;
}

static bool listens(const struct tracee *who, const struct record_call *call)
{
	int ours = borrow(who, call->fd), is_listener = 0;
	socklen_t len = sizeof(is_listener);

	if (ours < 0)
		return false;
	getsockopt(ours, SOL_SOCKET, SO_ACCEPTCONN, &is_listener, &len);
	close(ours);
	return is_listener;
}

static bool is_open(const struct tracee *who, const struct record_call *call)
{
	union peer_address here = { 0 };
	int ours = borrow(who, call->fd);
	bool has_port = ours >= 0 && peer_local(ours, &here) == 0 &&
			here.in.sin_port; /* sin6_port is at the same place */

	if (ours >= 0)
		close(ours);
	return has_port && !is_connected(who, call);
}

/* Would the kernel take this datagram? One without an address, or too long for UDP, it does not. */
bool bend_can_be_sent(const struct tracee *who, const struct record_call *call)
{
	enum { LONGEST = 65507 };
	const size_t len = bend_asked(who, call);
	bool has_address = false;
	struct msghdr message;
	uint8_t byte;

	for (int i = 0; i < call->call->args_count; i++)
		switch (call->call->args[i]) {
		case ARG_BUF_IN:
			if (len && !tracee_read(who->tid, (uint64_t)call->args[i], &byte, 1))
				return false;
			break;
		case ARG_MSG_IN:
			if (tracee_read(who->tid, (uint64_t)call->args[i], &message, sizeof(message)) !=
			    sizeof(message))
				return false;
			has_address |= message.msg_name != NULL;
			break;
		case ARG_ADDR_IN:
			has_address |= call->args[i] != 0;
			break;
		default:
			break;
		}
	return len <= LONGEST && (has_address || is_connected(who, call));
}

static bool is_met(struct sck_session *s, const struct tracee *who, const struct record_call *call,
		   unsigned need, size_t most)
{
	const struct record_socket none = { 0 };
	const struct record_socket *socket = call->socket >= 0 ? &s->record.sockets[call->socket] : &none;

	switch (need) {
	case NEED_STREAM:
		return socket->type == SOCK_STREAM ||
		       (call->call->class == CLASS_ACCEPT && socket->type != SOCK_DGRAM);
	case NEED_DATAGRAM:
		return socket->type == SOCK_DGRAM || socket->type == SOCK_RAW;
	case NEED_TCP:
		return socket->protocol == IPPROTO_TCP;
	case NEED_INTERNET:
		return socket->domain == AF_INET || socket->domain == AF_INET6;
	case NEED_OPEN:
		if (call->call->class == CLASS_SEND) /* that gives it a port */
			return socket->protocol == IPPROTO_UDP && !is_connected(who, call);
		return socket->protocol == IPPROTO_UDP && is_open(who, call);
	case NEED_CONNECTED:
		return is_connected(who, call);
	case NEED_NO_WAIT:
		return bend_is_nonblocking(who, call) || has_time_out(s, who, call);
	case NEED_WAIT:
		if (call->call->class == CLASS_WAIT)
			return wait_may_block(who, call);
		return !bend_is_nonblocking(who, call);
	case NEED_NO_EDGE:
		return (size_t)call->socket >= s->injection->sockets_count ||
		       !s->injection->sockets[call->socket].is_edge;
	case NEED_NO_HANG_UP:
		return (size_t)call->socket >= s->injection->sockets_count ||
		       !s->injection->sockets[call->socket].is_over;
	case NEED_NO_WAITALL:
		return !(flags_of(call) & MSG_WAITALL);
	case NEED_IN_BAND:
		return !bend_is_out_of_band(call);
	case NEED_UNSEEN:
		return bend_is_out_of_band(call) || most >= bend_asked(who, call) ||
		       most >= told_bytes(bent_socket(s->injection, call->socket));
	case NEED_NOT_LISTENING:
		return !listens(who, call);
	case NEED_TIME_OUT:
		return wait_has_time_out(who, call);
	default:
		return true;
	}
}

/* connect(2): AF_UNSPEC takes a socket's peer away, and that does not fail. The C library does so between addresses that it compares (RFC 6724). */
static bool takes_the_peer_away(const struct tracee *who, const struct record_call *call)
{
	sa_family_t family = AF_INET;

	if (call->call->class == CLASS_CONNECT)
		tracee_read(who->tid, (uint64_t)call->args[1], &family, sizeof(family));
	return family == AF_UNSPEC;
}

const char *bend_unfit(struct sck_session *s, const struct tracee *who,
		       const struct record_call *call, const struct outcome *o, size_t most)
{
	if (call->call->class == CLASS_SEND && bend_receives(call) && o->effect != EFFECT_SHORTEN &&
	    o->effect != EFFECT_POSTPONE)
		return "a call that sends: this splice receives";
	if (o->effect == EFFECT_SUPPRESS && takes_the_peer_away(who, call))
		return "a call that connects: AF_UNSPEC takes the peer away";
	for (unsigned needs = o->needs; needs; needs &= needs - 1) {
		unsigned need = needs & -needs;

		if (!is_met(s, who, call, need, most))
			return outcome_need_text(need);
	}
	return NULL;
}
