/*
 * See capture.h. What to read follows from the kinds of the call's arguments in the table: a pointer's number of bytes
 * stands in the next argument. At most RECORD_CAP bytes of data are kept of a call.
 */
#include "run/capture.h"
#include "os/tracee.h"
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/uio.h>

enum { EXTRA_CAP = 512, MESSAGES_MOST = 16 };

static struct record_bytes keep_from(struct sck_session *s, pid_t pid, uint64_t address, size_t len,
				     size_t most)
{
	struct bytes *store = &s->record.store;
	struct record_bytes kept = { .at = store->len };

	if (len > most)
		len = most;
	if (len)
		kept.len = tracee_read(pid, address, bytes_grow(store, len), len);
	store->len += kept.len;
	return kept;
}

static struct record_bytes keep_address(struct sck_session *s, pid_t pid, uint64_t address, size_t len)
{
	return keep_from(s, pid, address, len, sizeof(union peer_address));
}

static struct record_bytes keep_iov(struct sck_session *s, pid_t pid, uint64_t address,
				    size_t count, size_t total)
{
	struct record_bytes kept = { .at = s->record.store.len };

	tracee_read_iov(pid, address, count, total, RECORD_CAP, &s->record.store);
	kept.len = s->record.store.len - kept.at;
	return kept;
}

static size_t read_length(pid_t pid, uint64_t address)
{
	socklen_t len = 0;

	tracee_read(pid, address, &len, sizeof(len));
	return len;
}

static void capture_message(struct sck_session *s, pid_t pid, uint64_t address, struct record_call *call)
{
	struct msghdr message;

	if (tracee_read(pid, address, &message, sizeof(message)) != sizeof(message))
		return;
	call->asked = tracee_iov_total(pid, (uintptr_t)message.msg_iov, message.msg_iovlen);
	if (call->result > 0)
		call->data = keep_iov(s, pid, (uintptr_t)message.msg_iov, message.msg_iovlen,
				      (size_t)call->result);
	if (message.msg_name)
		call->address = keep_address(s, pid, (uintptr_t)message.msg_name, message.msg_namelen);
}

/* The messages' bytes one behind the other; the address is the first one's. */
static void capture_messages(struct sck_session *s, pid_t pid, uint64_t address, struct record_call *call)
{
	struct mmsghdr messages[MESSAGES_MOST];
	struct bytes *store = &s->record.store;
	size_t count = call->result > 0 ? (size_t)call->result : 0;

	if (count > MESSAGES_MOST)
		count = MESSAGES_MOST;
	count = tracee_read(pid, address, messages, count * sizeof(messages[0])) / sizeof(messages[0]);
	if (count && messages[0].msg_hdr.msg_name)
		call->address = keep_address(s, pid, (uintptr_t)messages[0].msg_hdr.msg_name,
					     messages[0].msg_hdr.msg_namelen);
	call->data.at = store->len;
	for (size_t i = 0; i < count; i++)
		tracee_read_iov(pid, (uintptr_t)messages[i].msg_hdr.msg_iov,
				messages[i].msg_hdr.msg_iovlen, messages[i].msg_len,
				RECORD_CAP - (store->len - call->data.at), store);
	call->data.len = store->len - call->data.at;
}

static void capture_vector(struct sck_session *s, pid_t pid, struct record_call *call, int i)
{
	call->asked = tracee_iov_total(pid, (uint64_t)call->args[i], (size_t)call->args[i + 1]);
	if (call->result > 0)
		call->data = keep_iov(s, pid, (uint64_t)call->args[i], (size_t)call->args[i + 1],
				      (size_t)call->result);
}

static void capture_buffer(struct sck_session *s, pid_t pid, struct record_call *call, int i)
{
	call->asked = (size_t)call->args[i + 1];
	if (call->result > 0)
		call->data = keep_from(s, pid, (uint64_t)call->args[i], (size_t)call->result, RECORD_CAP);
}

static void capture_filled(struct sck_session *s, pid_t pid, struct record_call *call, int i)
{
	size_t len;

	if (call->result < 0 || !call->args[i])
		return;
	len = read_length(pid, (uint64_t)call->args[i + 1]);
	if (call->call->args[i] == ARG_ADDR_OUT)
		call->address = keep_address(s, pid, (uint64_t)call->args[i], len);
	else
		call->extra = keep_from(s, pid, (uint64_t)call->args[i], len, EXTRA_CAP);
}

static void capture_view(struct sck_session *s, pid_t pid, struct record_call *call, int i)
{
	size_t len = 0;

	if (call->call->args[i] == ARG_POLLFDS)
		len = (size_t)(uint32_t)call->args[i + 1] * sizeof(struct pollfd);
	else if (call->call->args[i] == ARG_EPOLL_EVENTS && call->result > 0)
		len = (size_t)call->result * sizeof(struct epoll_event);
	else if (call->call->args[i] == ARG_EPOLL_EVENT)
		len = sizeof(struct epoll_event);
	call->extra = keep_from(s, pid, (uint64_t)call->args[i], len, EXTRA_CAP);
}

static void capture_argument(struct sck_session *s, pid_t pid, struct record_call *call, int i)
{
	switch (call->call->args[i]) {
	case ARG_BUF_IN:
	case ARG_BUF_OUT:
		capture_buffer(s, pid, call, i);
		break;
	case ARG_IOV_IN:
	case ARG_IOV_OUT:
		capture_vector(s, pid, call, i);
		break;
	case ARG_MSG_IN:
	case ARG_MSG_OUT:
		capture_message(s, pid, (uint64_t)call->args[i], call);
		break;
	case ARG_MMSG_IN:
	case ARG_MMSG_OUT:
		capture_messages(s, pid, (uint64_t)call->args[i], call);
		break;
	case ARG_ADDR_OUT:
	case ARG_OPTVAL_OUT:
		capture_filled(s, pid, call, i);
		break;
	case ARG_OPTVAL_IN:
		call->extra = keep_from(s, pid, (uint64_t)call->args[i],
					(size_t)(uint32_t)call->args[i + 1], EXTRA_CAP);
		break;
	case ARG_FD_PAIR:
		call->extra = keep_from(s, pid, (uint64_t)call->args[i], 2 * sizeof(int), EXTRA_CAP);
		break;
	case ARG_POLLFDS:
	case ARG_EPOLL_EVENT:
	case ARG_EPOLL_EVENTS:
		if (s->options.full_view)
			capture_view(s, pid, call, i);
		break;
	case ARG_SIZE:
		if (!call->asked)
			call->asked = (size_t)call->args[i];
		break;
	default:
		break;
	}
}

/* Asked at the entry: at the exit what is left of the time-out stands in its place. */
static bool is_time_out_zero(pid_t pid, enum arg_kind kind, int64_t value)
{
	int64_t parts[2] = { 1 }; /* struct timeval or struct timespec */

	if (kind == ARG_MS)
		return (int)value == 0;
	if ((kind != ARG_TIMEVAL && kind != ARG_TIMESPEC) || !value)
		return false;
	return tracee_read(pid, (uint64_t)value, parts, sizeof(parts)) == sizeof(parts) &&
	       !parts[0] && !parts[1];
}

void capture_entry(struct sck_session *s, const struct tracee *who, struct record_call *call)
{
	if (s->options.bytes_unread)
		return;
	for (int i = 0; i < call->call->args_count && call->call->class == CLASS_WAIT; i++)
		call->only_looks |= is_time_out_zero(who->tid, call->call->args[i], call->args[i]);
	for (int i = 0; i < call->call->args_count; i++)
		if (call->call->args[i] == ARG_ADDR_IN && call->args[i])
			call->address = keep_address(s, who->tid, (uint64_t)call->args[i],
						     (size_t)(uint32_t)call->args[i + 1]);
}

void capture_exit(struct sck_session *s, const struct tracee *who, struct record_call *call)
{
	for (int i = 0; i < call->call->args_count; i++)
		if (!s->options.bytes_unread || call->call->args[i] == ARG_FD_PAIR)
			capture_argument(s, who->tid, call, i);
}
