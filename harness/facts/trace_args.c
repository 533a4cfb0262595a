/*
 * One function a kind of argument. What the program's memory held is copied out of the record before it is read as a
 * structure, for the record may come from a file and be cut anywhere. Knows no process; trace feeds it.
 */
#include "facts/trace_args.h"
#include "facts/names.h"
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { BYTES_SHOWN = 64, ROWS_SHOWN = 16 };

struct flag {
	unsigned bit;
	const char *name;
};
#define FLAG(name)          \
	{                   \
		name, #name \
	}

static const struct flag poll_flags[] = {
	FLAG(POLLIN),     FLAG(POLLPRI),    FLAG(POLLOUT),    FLAG(POLLERR),
	FLAG(POLLHUP),    FLAG(POLLNVAL),   FLAG(POLLRDNORM), FLAG(POLLRDBAND),
	FLAG(POLLWRNORM), FLAG(POLLWRBAND), FLAG(POLLRDHUP),  { 0, NULL },
};
static const struct flag epoll_flags[] = {
	FLAG(EPOLLIN),      FLAG(EPOLLPRI),    FLAG(EPOLLOUT),       FLAG(EPOLLERR),
	FLAG(EPOLLHUP),     FLAG(EPOLLRDNORM), FLAG(EPOLLRDBAND),    FLAG(EPOLLWRNORM),
	FLAG(EPOLLWRBAND),  FLAG(EPOLLRDHUP),  FLAG(EPOLLEXCLUSIVE), FLAG(EPOLLWAKEUP),
	FLAG(EPOLLONESHOT), FLAG(EPOLLET),     { 0, NULL },
};

static void append_flags(struct bytes *to, const struct flag *flags, unsigned value)
{
	const char *between = "";

	if (!value)
		bytes_append_text(to, "0");
	for (; flags->name; flags++) {
		if (!(value & flags->bit))
			continue;
		bytes_printf(to, "%s%s", between, flags->name);
		value &= ~flags->bit;
		between = "|";
	}
	if (value)
		bytes_printf(to, "%s%#x", between, value);
}

static void append_pointer(struct bytes *to, int64_t value)
{
	names_append(to, ARG_POINTER, value, 0);
}

static void append_data(struct bytes *to, const struct record *r, const struct record_call *call)
{
	bytes_quote(to, record_data(r, call->data), call->data.len, BYTES_SHOWN);
	if (call->data.len <= BYTES_SHOWN && call->result > (int64_t)call->data.len &&
	    call->call->result == RESULT_BYTES)
		bytes_append_text(to, "...");
}

static void append_buffer(struct bytes *to, const struct record *r, const struct record_call *call, int i)
{
	if (call->data.len || (call->result == 0 && call->ended_at >= 0))
		append_data(to, r, call);
	else
		append_pointer(to, call->args[i]);
}

/* The record has the bytes of all the buffers as one; how they were divided it has not. */
static void append_iov(struct bytes *to, const struct record *r, const struct record_call *call, int i)
{
	if (!call->data.len) {
		append_pointer(to, call->args[i]);
		return;
	}
	bytes_append_text(to, "[{iov_base=");
	append_data(to, r, call);
	if ((uint32_t)call->args[i + 1] == 1)
		bytes_printf(to, ", iov_len=%zu}]", call->asked);
	else
		bytes_append_text(to, "}, ...]");
}

static void append_address(struct bytes *to, const struct record *r, const struct record_call *call)
{
	names_append_address(to, record_data(r, call->address), call->address.len);
}

/* A msghdr, or the first of several mmsghdr. */
static void append_message(struct bytes *to, const struct record *r, const struct record_call *call,
			   int i, bool several)
{
	if (!call->data.len && !call->address.len) {
		append_pointer(to, call->args[i]);
		return;
	}
	bytes_append_text(to, several ? "[{msg_hdr={msg_name=" : "{msg_name=");
	if (call->address.len)
		append_address(to, r, call);
	else
		bytes_append_text(to, "NULL");
	bytes_append_text(to, ", msg_iov=[{iov_base=");
	append_data(to, r, call);
	bytes_append_text(to, several ? "}]}}, ...]" : "}], ...}");
}

static void append_socket_address(struct bytes *to, const struct record *r,
				  const struct record_call *call, int i)
{
	if (call->address.len && call->args[i])
		append_address(to, r, call);
	else
		append_pointer(to, call->args[i]);
}

static void append_option(struct bytes *to, const struct record *r, const struct record_call *call, int i)
{
	const uint8_t *data = record_data(r, call->extra);
	int option = (int)call->args[2], number;
	struct timeval time;
	struct linger linger;

	if (!call->extra.len || call->args[1] != SOL_SOCKET) {
		option = -1;
	}
	if ((option == SO_RCVTIMEO || option == SO_SNDTIMEO) && call->extra.len == sizeof(time)) {
		memcpy(&time, data, sizeof(time));
		bytes_printf(to, "{tv_sec=%lld, tv_usec=%lld}", (long long)time.tv_sec,
			     (long long)time.tv_usec);
	} else if (option == SO_LINGER && call->extra.len == sizeof(linger)) {
		memcpy(&linger, data, sizeof(linger));
		bytes_printf(to, "{l_onoff=%d, l_linger=%d}", linger.l_onoff, linger.l_linger);
	} else if (option == SO_ERROR && call->extra.len == sizeof(number)) {
		memcpy(&number, data, sizeof(number));
		bytes_printf(to, "[%s]", names_errno(number) ? names_errno(number) : "0");
	} else if (call->extra.len == sizeof(number)) {
		memcpy(&number, data, sizeof(number));
		bytes_printf(to, "[%d]", number);
	} else if (call->extra.len) {
		bytes_quote(to, data, call->extra.len, BYTES_SHOWN);
	} else {
		append_pointer(to, call->args[i]);
	}
}

/* The socklen_t behind an address or an option's value, as it was filled in. */
static void append_filled_length(struct bytes *to, const struct record_call *call, int i)
{
	size_t len = i > 0 && call->call->args[i - 1] == ARG_ADDR_OUT ? call->address.len
								      : call->extra.len;

	if (call->args[i] && len)
		bytes_printf(to, "[%zu]", len);
	else
		append_pointer(to, call->args[i]);
}

static void append_pollfds(struct bytes *to, const struct record *r, const struct record_call *call, bool ready)
{
	const uint8_t *data = record_data(r, call->extra);
	size_t count = call->extra.len / sizeof(struct pollfd), shown = 0;

	bytes_append_text(to, "[");
	for (size_t i = 0; i < count && shown < ROWS_SHOWN; i++) {
		struct pollfd row;

		memcpy(&row, data + i * sizeof(row), sizeof(row));
		if (ready && !row.revents)
			continue;
		bytes_printf(to, "%s{fd=%d, %s=", shown++ ? ", " : "", row.fd, ready ? "revents" : "events");
		append_flags(to, poll_flags, (unsigned)(uint16_t)(ready ? row.revents : row.events));
		bytes_append_text(to, "}");
	}
	bytes_append_text(to, shown == ROWS_SHOWN && count > shown ? ", ...]" : "]");
}

static void append_epoll_event(struct bytes *to, const uint8_t *data)
{
	struct epoll_event event;
	uint64_t value;

	memcpy(&event, data, sizeof(event));
	memcpy(&value, (const char *)&event + offsetof(struct epoll_event, data), sizeof(value));
	bytes_append_text(to, "{events=");
	append_flags(to, epoll_flags, event.events);
	bytes_printf(to, ", data={u32=%u, u64=%llu}}", (unsigned)(uint32_t)value, (unsigned long long)value);
}

static void append_epoll_events(struct bytes *to, const struct record *r, const struct record_call *call)
{
	size_t count = call->extra.len / sizeof(struct epoll_event);

	bytes_append_text(to, "[");
	for (size_t i = 0; i < count && i < ROWS_SHOWN; i++) {
		bytes_append_text(to, i ? ", " : "");
		append_epoll_event(to, record_data(r, call->extra) + i * sizeof(struct epoll_event));
	}
	bytes_append_text(to, count > ROWS_SHOWN ? ", ...]" : "]");
}

static void append_pair(struct bytes *to, const struct record *r, const struct record_call *call)
{
	int pair[2];

	memcpy(pair, record_data(r, call->extra), sizeof(pair));
	bytes_printf(to, "[%d, %d]", pair[0], pair[1]);
}

/* What a pointer leads to, besides data and addresses. False: the record has too little of it. */
static bool append_extra(struct bytes *to, const struct record *r, const struct record_call *call,
			 enum arg_kind kind)
{
	if (kind == ARG_POLLFDS && call->extra.len >= sizeof(struct pollfd))
		append_pollfds(to, r, call, false);
	else if (kind == ARG_EPOLL_EVENT && call->extra.len >= sizeof(struct epoll_event))
		append_epoll_event(to, record_data(r, call->extra));
	else if (kind == ARG_EPOLL_EVENTS &&
		 (call->extra.len >= sizeof(struct epoll_event) || call->result == 0))
		append_epoll_events(to, r, call);
	else if (kind == ARG_FD_PAIR && call->extra.len >= 2 * sizeof(int) && !call->error)
		append_pair(to, r, call);
	else
		return false;
	return true;
}

/* What decides how a number is read: the domain of a protocol, the level of an option, fcntl's command. */
static int64_t context_of(const struct record_call *call, int i)
{
	enum arg_kind kind = call->call->args[i];

	if (kind == ARG_PROTOCOL)
		return call->args[0];
	return kind == ARG_OPTNAME || kind == ARG_FCNTL_VALUE ? call->args[i - 1] : 0;
}

void trace_args_append(struct bytes *to, const struct record *r, const struct record_call *call, int i)
{
	enum arg_kind kind = call->call->args[i];

	switch (kind) {
	case ARG_BUF_IN:
	case ARG_BUF_OUT:
		append_buffer(to, r, call, i);
		break;
	case ARG_IOV_IN:
	case ARG_IOV_OUT:
		append_iov(to, r, call, i);
		break;
	case ARG_MSG_IN:
	case ARG_MSG_OUT:
	case ARG_MMSG_IN:
	case ARG_MMSG_OUT:
		append_message(to, r, call, i, kind == ARG_MMSG_IN || kind == ARG_MMSG_OUT);
		break;
	case ARG_ADDR_IN:
	case ARG_ADDR_OUT:
		append_socket_address(to, r, call, i);
		break;
	case ARG_ADDR_LEN_PTR:
		append_filled_length(to, call, i);
		break;
	case ARG_OPTVAL_IN:
	case ARG_OPTVAL_OUT:
		append_option(to, r, call, i);
		break;
	default:
		if (!append_extra(to, r, call, kind))
			names_append(to, kind, call->args[i], context_of(call, i));
	}
}

bool trace_args_is_output(enum arg_kind kind)
{
	switch (kind) {
	case ARG_BUF_OUT:
	case ARG_IOV_OUT:
	case ARG_MSG_OUT:
	case ARG_MMSG_OUT:
	case ARG_ADDR_OUT:
	case ARG_OPTVAL_OUT:
	case ARG_EPOLL_EVENTS:
	case ARG_FD_PAIR:
		return true;
	default:
		return false;
	}
}

void trace_args_append_ready(struct bytes *to, const struct record *r, const struct record_call *call)
{
	if (call->call->class != CLASS_WAIT || call->error)
		return;
	if (call->result == 0 && call->call->args[0] != ARG_FD)
		bytes_append_text(to, " (Timeout)");
	else if (call->result > 0 && call->call->args[0] == ARG_POLLFDS &&
		 call->extra.len >= sizeof(struct pollfd)) {
		bytes_append_text(to, " (");
		append_pollfds(to, r, call, true);
		bytes_append_text(to, ")");
	}
}
