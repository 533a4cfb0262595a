/*
 * sock_diag(7): one dump or one exact question a call, over a netlink socket that lives inside the
 * loopback and so sees its sockets and no others. The kernel answers within the call that asks or
 * reads; there is nothing to wait for. That socket stays with the loopback: a lasting one would have it made anew for each session.
 */
#include "os/sockdiag.h"
#include "base/bytes.h"
#include "os/other.h"

#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h> /* its tcp_info is whole, that of netinet/tcp.h is not; they collide */
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum {
	DUMP_TRIES = 8,
	ANSWER_ROOM = 32 * 1024,
	EVERY_STATE = 0x1ffe, /* not what is only bound: of that the kernel would walk one more table of the machine's */
	STATE_LISTEN = 10, /* TCP_LISTEN */
	LO = 1             /* the index of lo, in every network */
};

union end {
	const struct sockaddr *sa;
	const struct sockaddr_in *in;
	const struct sockaddr_in6 *in6;
};

static unsigned seq; /* of every question: one netlink socket answers many sessions */

static int ask(struct sockdiag *d, int type, int flags, const void *question, size_t len)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	char room[256];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(room);
	ssize_t n;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = d->seq = ++seq;
	memcpy(mnl_nlmsg_put_extra_header(nlh, len), question, len);
	do
		n = sendto(d->fd, nlh, nlh->nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof(kernel));
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

static ssize_t receive(struct sockdiag *d, void *room, size_t len)
{
	ssize_t n;

	do
		n = recv(d->fd, room, len, 0);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

static void read_end(struct sockaddr_storage *ret, int family, uint16_t port, const uint32_t *address)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ret;
	struct sockaddr_in *in = (struct sockaddr_in *)ret;

	memset(ret, 0, sizeof(*ret));
	ret->ss_family = family;
	if (family == AF_INET) {
		in->sin_port = port;
		memcpy(&in->sin_addr, address, sizeof(in->sin_addr));
	} else {
		in6->sin6_port = port;
		memcpy(&in6->sin6_addr, address, sizeof(in6->sin6_addr));
	}
}

static void read_row(struct sockdiag_row *ret, const struct inet_diag_msg *m, int protocol)
{
	*ret = (struct sockdiag_row){
		.family = m->idiag_family,
		.protocol = protocol,
		.state = m->idiag_state,
		.timer = m->idiag_timer,
		.inode = m->idiag_inode,
		.receive_queue = m->idiag_rqueue,
		.send_queue = m->idiag_wqueue,
		.retransmits = m->idiag_retrans,
	};
	read_end(&ret->local, m->idiag_family, m->id.idiag_sport, m->id.idiag_src);
	read_end(&ret->remote, m->idiag_family, m->id.idiag_dport, m->id.idiag_dst);
}

/* ---- Every socket ---- */

/* What came of one record of a dump: 1 it goes on, 0 it is complete, or what the kernel refused. */
static int read_record(struct sockdiag *d, const struct nlmsghdr *nlh, int len, int protocol,
		       struct bytes *rows, bool *disturbed)
{
	struct sockdiag_row row;

	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_seq != d->seq)
			continue;
		*disturbed |= nlh->nlmsg_flags & NLM_F_DUMP_INTR;
		if (nlh->nlmsg_type == NLMSG_DONE)
			return 0;
		if (nlh->nlmsg_type == NLMSG_ERROR)
			return ((const struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->error;
		if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct inet_diag_msg))
			return -EBADMSG;
		read_row(&row, mnl_nlmsg_get_payload(nlh), protocol);
		bytes_append(rows, &row, sizeof(row));
	}
	return 1;
}

/*
 * TCP is asked for in the older way, which gives both families at once: a dump walks the machine's
 * whole table of connections, however few are ours (0.2 ms for 262144 entries), and the later way
 * would have to walk it twice.
 */
static int ask_for_dump(struct sockdiag *d, int family, int protocol, int states)
{
	struct inet_diag_req_v2 question = {
		.sdiag_family = family,
		.sdiag_protocol = protocol,
		.idiag_states = states,
	};
	struct inet_diag_req older = { .idiag_family = family, .idiag_states = states };

	if (protocol == IPPROTO_TCP)
		return ask(d, TCPDIAG_GETSOCK, NLM_F_DUMP, &older, sizeof(older));
	return ask(d, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, &question, sizeof(question));
}

/*
 * Appends what there is. -EINTR: the table changed meanwhile (NLM_F_DUMP_INTR), rows may lack or be
 * double.
 */
static int dump_once(struct sockdiag *d, int family, int protocol, int states, struct bytes *rows)
{
	char room[ANSWER_ROOM] __attribute__((aligned(NLMSG_ALIGNTO)));
	int code = ask_for_dump(d, family, protocol, states);
	bool disturbed = false;

	if (code)
		return code;
	do {
		ssize_t n = receive(d, room, sizeof(room));

		code = n < 0 ? n : read_record(d, (const struct nlmsghdr *)room, n, protocol, rows, &disturbed);
	} while (code == 1);
	return !code && disturbed ? -EINTR : code;
}

static int dump(struct sockdiag *d, int family, int protocol, int states, struct bytes *rows)
{
	size_t before = rows->len;
	int code = -EINTR;

	for (int i = 0; i < DUMP_TRIES && code == -EINTR; i++) {
		rows->len = before;
		code = dump_once(d, family, protocol, states, rows);
	}
	return code;
}

static int tell_each(struct sockdiag *d, int protocol, int states,
		     bool (*each)(void *arg, const struct sockdiag_row *row), void *arg,
		     struct sck_err *err)
{
	struct bytes rows = { 0 };
	const struct sockdiag_row *row;
	int code = dump(d, AF_INET, protocol, states, &rows);

	if (!code && protocol != IPPROTO_TCP) {
		code = dump(d, AF_INET6, protocol, states, &rows);
		if (code == -ENOENT) /* a kernel without IPv6 */
			code = 0;
	}
	if (code) {
		err_errno(err, code, "cannot list the sockets on the loopback");
		goto out;
	}
	row = (const struct sockdiag_row *)rows.data;
	for (size_t left = rows.len / sizeof(*row); left > 0; left--)
		if (!each(arg, row++))
			goto out;
	if (d->next)
		code = tell_each(d->next, protocol, states, each, arg, err);
out:
	bytes_done(&rows);
	return code;
}

int sockdiag_each(struct sockdiag *d, int protocol,
		  bool (*each)(void *arg, const struct sockdiag_row *row), void *arg, struct sck_err *err)
{
	return tell_each(d, protocol, EVERY_STATE, each, arg, err);
}

int sockdiag_each_connection(struct sockdiag *d, bool (*each)(void *arg, const struct sockdiag_row *row),
			     void *arg, struct sck_err *err)
{
	return tell_each(d, IPPROTO_TCP, EVERY_STATE & ~(1 << STATE_LISTEN), each, arg, err);
}

/* ---- One socket ---- */

/*
 * IPv4 in an IPv6 socket is asked for as IPv4: the kernel keeps both kinds in one table and
 * compares the IPv4 addresses (inet_diag_find_one_icsk), so that either finds it.
 */
static int write_end(const struct sockaddr *sa, bool as_ipv4, uint16_t *ret_port, uint32_t *ret_address)
{
	union end end = { .sa = sa };

	if (sa->sa_family == AF_INET) {
		*ret_port = end.in->sin_port;
		memcpy(ret_address, &end.in->sin_addr, sizeof(end.in->sin_addr));
		return as_ipv4 ? 0 : -EINVAL;
	}
	*ret_port = end.in6->sin6_port;
	if (as_ipv4)
		memcpy(ret_address, &end.in6->sin6_addr.s6_addr[12], sizeof(struct in_addr));
	else
		memcpy(ret_address, &end.in6->sin6_addr, sizeof(end.in6->sin6_addr));
	return sa->sa_family == AF_INET6 ? 0 : -EINVAL;
}

static bool is_ipv4(const struct sockaddr *sa)
{
	union end end = { .sa = sa };

	return sa->sa_family == AF_INET ||
	       (sa->sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&end.in6->sin6_addr));
}

static void read_attribute(const struct nlmsghdr *nlh, int type, void *ret, size_t room)
{
	const struct nlattr *attribute;
	size_t len;

	mnl_attr_for_each(attribute, nlh, sizeof(struct inet_diag_msg))
	{
		if (mnl_attr_get_type(attribute) != type)
			continue;
		len = mnl_attr_get_payload_len(attribute);
		memcpy(ret, mnl_attr_get_payload(attribute), len < room ? len : room);
	}
}

/* struct tcp_info grows with the kernel: what an older one does not say is 0 */
static void read_info(const struct nlmsghdr *nlh, struct sockdiag_row *ret)
{
	uint32_t memory[SK_MEMINFO_VARS] = { 0 };
	struct tcp_info info = { 0 };

	read_attribute(nlh, INET_DIAG_INFO, &info, sizeof(info));
	read_attribute(nlh, INET_DIAG_SKMEMINFO, memory, sizeof(memory));
	ret->send_memory = memory[SK_MEMINFO_WMEM_QUEUED];
	ret->send_memory_most = memory[SK_MEMINFO_SNDBUF];
	ret->bytes_received = info.tcpi_bytes_received;
	ret->bytes_sent = info.tcpi_bytes_sent - info.tcpi_bytes_retrans;
	ret->bytes_unsent = info.tcpi_notsent_bytes;
	ret->backoffs = info.tcpi_backoff;
}

static int read_answer(struct sockdiag *d, struct sockdiag_row *ret_row)
{
	char room[4096] __attribute__((aligned(NLMSG_ALIGNTO)));
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)room;
	ssize_t n;

	do /* an answer to an older question may still lie there, if reading it failed */
		n = receive(d, room, sizeof(room));
	while (n > 0 && mnl_nlmsg_ok(nlh, n) && nlh->nlmsg_seq != d->seq);
	if (n < 0)
		return n;
	if (!mnl_nlmsg_ok(nlh, n))
		return -EBADMSG;
	if (nlh->nlmsg_type == NLMSG_ERROR)
		return ((const struct nlmsgerr *)mnl_nlmsg_get_payload(nlh))->error;
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct inet_diag_msg))
		return -EBADMSG;
	read_row(ret_row, mnl_nlmsg_get_payload(nlh), IPPROTO_TCP);
	read_info(nlh, ret_row);
	return 0;
}

/* As what comes by lo is looked up: one that is bound to that device (SO_BINDTODEVICE) is found by its index alone, any other by it too. */
static int write_question(struct inet_diag_req_v2 *ret, const struct sockaddr *local,
			  const struct sockaddr *remote)
{
	bool as_ipv4 = is_ipv4(local) && is_ipv4(remote);
	int code;

	*ret = (struct inet_diag_req_v2){
		.sdiag_family = as_ipv4 ? AF_INET : AF_INET6,
		.sdiag_protocol = IPPROTO_TCP,
		.idiag_ext = 1 << (INET_DIAG_INFO - 1) | 1 << (INET_DIAG_SKMEMINFO - 1),
		.idiag_states = EVERY_STATE,
		.id.idiag_if = LO,
		.id.idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE },
	};
	code = write_end(local, as_ipv4, &ret->id.idiag_sport, ret->id.idiag_src);
	if (!code)
		code = write_end(remote, as_ipv4, &ret->id.idiag_dport, ret->id.idiag_dst);
	return code;
}

int sockdiag_connection(struct sockdiag *d, const struct sockaddr *local, const struct sockaddr *remote,
			struct sockdiag_row *ret_row, struct sck_err *err)
{
	struct inet_diag_req_v2 question;
	int code = write_question(&question, local, remote);

	if (!code)
		code = ask(d, SOCK_DIAG_BY_FAMILY, 0, &question, sizeof(question));
	if (!code)
		code = read_answer(d, ret_row);
	/* Without a connection the kernel offers the listener that would take it. */
	if (!code && ret_row->state == STATE_LISTEN)
		code = -ENOENT;
	if (code == -ENOENT && d->next)
		return sockdiag_connection(d->next, local, remote, ret_row, err);
	return code ? err_errno(err, code, "cannot look a connection up on the loopback") : 0;
}

/* The cookie keeps it from the listener that the kernel finds where the connection is no more. */
int sockdiag_destroy(struct sockdiag *d, const struct sockaddr *local,
		     const struct sockaddr *remote, uint64_t cookie)
{
	struct inet_diag_req_v2 question;
	struct sockdiag_row row;
	int code = write_question(&question, local, remote);

	question.id.idiag_cookie[0] = (uint32_t)cookie;
	question.id.idiag_cookie[1] = (uint32_t)(cookie >> 32);
	if (!code)
		code = ask(d, SOCK_DESTROY, NLM_F_ACK, &question, sizeof(question));
	if (!code)
		code = read_answer(d, &row);
	return code == -ENOENT && d->next ? sockdiag_destroy(d->next, local, remote, cookie) : code;
}

/* ---- Opening and closing ---- */

int sockdiag_open(struct sockdiag *d, struct loopback *lo, struct sck_err *err)
{
	static bool has_answered; /* the kernel is the same for every loopback */
	struct bytes none = { 0 };
	int code;

	*d = (struct sockdiag){ .fd = -1 };
	if (lo->fd_diag < 0)
		lo->fd_diag = loopback_socket(lo, AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG, err);
	if (lo->fd_diag < 0)
		return lo->fd_diag;
	d->fd = fcntl(lo->fd_diag, F_DUPFD_CLOEXEC, 0);
	if (d->fd < 0)
		return err_errno(err, -errno, "cannot ask what sockets there are");
	if (has_answered)
		return 0;
	/*
	 * ENOENT here is a kernel that cannot say (tcp_diag is missing); later it is a socket that
	 * is not there.
	 */
	code = dump_once(d, AF_INET, IPPROTO_TCP, 0, &none);
	bytes_done(&none);
	has_answered = !code;
	if (!code)
		return 0;
	sockdiag_close(d);
	return err_errno(err, code, "this kernel does not say what sockets there are (sock_diag)");
}

int sockdiag_join_other(struct sockdiag *d, struct loopback *lo, struct sockdiag *ret_other,
			struct sck_err *err)
{
	*ret_other =
		(struct sockdiag){ .fd = other_socket(lo, AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG, err) };
	if (ret_other->fd < 0)
		return ret_other->fd;
	d->next = ret_other;
	return 0;
}

void sockdiag_close(struct sockdiag *d)
{
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
}
