/*
 * See fixed_port.h. An address that a call is given is changed in a copy, which is written below the thread's stack and the red zone, and the call's argument points
 * there until its exit: the program's own memory stays as it is, whoever shares it (threads, children) or looks at it meanwhile. The kernel
 * has read it before a signal's handler can come there. A list of messages may be too long for that: its addresses are changed where they lie, and put back.
 * What a call tells is changed where it lies.
 */
#include "run/fixed_port.h"
#include "os/alter.h"
#include "os/regs.h"
#include "os/tracee.h"
#include "run/stand_ins.h"
#include <string.h>
#include <sys/socket.h>

enum {
	MESSAGES_MOST = 1024, /* UIO_MAXIOV */
	IN6_LEAST = 24,       /* SIN6_LEN_RFC2133: what the kernel takes at least */
	RED_ZONE = 128,
	ALIGNED = 16
};

bool fixed_port_wants_another(const struct sck_session *s)
{
	return s->options.port && !s->loopback.is_private && !s->untraced && s->options.traced_if_allowed;
}

bool fixed_port_have(struct sck_session *s, uint16_t port, struct sck_err *err)
{
	if (stand_ins_have(s->stand_ins, port) ||
	    (loopback_has_port(&s->loopback, s->own_port, port) && !stand_ins_use(s->stand_ins, port)))
		return true;
	return !s->untraced && stand_ins_add(s->stand_ins, &s->loopback, port, err) == 0;
}

/* Its port stands at the same place in both families' addresses. One without a family is taken for IPv4's where the kernel takes it at all. */
static bool has_port(const union peer_address *a, size_t len)
{
	return a->sa.sa_family == AF_INET6
		       ? len >= IN6_LEAST
		       : (a->sa.sa_family == AF_INET || a->sa.sa_family == AF_UNSPEC) &&
				 len >= sizeof(a->in);
}

void fixed_port_name(const struct sck_session *s, union peer_address *address, size_t len)
{
	if (has_port(address, len))
		address->in.sin_port = htons(stand_ins_known(s->stand_ins, ntohs(address->in.sin_port)));
}

/* ---- The addresses of a call --------------------------------------------------------------------------------------- */

/* False: there is none with a port. */
static bool read_address(const struct tracee *who, uint64_t at, size_t len, union peer_address *ret)
{
	*ret = (union peer_address){ 0 };
	if (len > sizeof(*ret))
		len = sizeof(*ret);
	return tracee_read(who->tid, at, ret, len) == len && has_port(ret, len);
}

static bool read_message(const struct tracee *who, uint64_t at, struct msghdr *ret)
{
	return tracee_read(who->tid, at, ret, sizeof(*ret)) == sizeof(*ret) && ret->msg_name;
}

static bool is_here_over_ipv4(uint32_t address)
{
	return address == htonl(INADDR_ANY) || ntohl(address) >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET;
}

/* The loopback, or every address of this machine; what is bound is this machine's in any case. */
static bool is_here(const struct tracee *who, const union peer_address *a)
{
	const struct in6_addr *in6 = &a->in6.sin6_addr;
	uint32_t mapped;

	if (who->call->class == CLASS_BIND)
		return true;
	if (a->sa.sa_family != AF_INET6)
		return is_here_over_ipv4(a->in.sin_addr.s_addr);
	memcpy(&mapped, &in6->s6_addr[12], sizeof(mapped));
	return IN6_IS_ADDR_LOOPBACK(in6) || IN6_IS_ADDR_UNSPECIFIED(in6) ||
	       (IN6_IS_ADDR_V4MAPPED(in6) && is_here_over_ipv4(mapped));
}

/* It listens there itself, as the kernel chose or as it is told. The number of a stand-in is nobody's: no program was told it. */
static bool is_a_programs(const struct sck_session *s, uint16_t port)
{
	if (stand_ins_use(s->stand_ins, port))
		return false;
	for (const struct sck_program *p = s->programs; p; p = p->next)
		for (size_t i = 0; i < p->listeners_count; i++)
			if (p->listeners[i].at.in.sin_port == htons(port))
				return true;
	return port == s->port || loopback_has_port(&s->loopback, s->own_port, port);
}

static bool connects_stream(const struct sck_session *s, const struct tracee *who)
{
	const int socket = who->slot < 0 ? -1 : s->record.calls[who->slot].socket;

	return who->call->class == CLASS_CONNECT && socket >= 0 &&
	       s->record.sockets[socket].type == SOCK_STREAM;
}

static uint16_t real_of(const struct sck_session *s, const struct tracee *who, uint16_t known)
{
	const struct stand_ins *all = s->stand_ins;

	if (all->refuses && known && !stand_ins_have(all, known) && connects_stream(s, who) &&
	    !is_a_programs(s, known))
		return all->refusing;
	return stand_ins_real(all, known);
}

/* As the kernel is to know it. False: as it is. */
static bool read_real(struct sck_session *s, const struct tracee *who, uint64_t at, size_t len,
		      union peer_address *ret)
{
	uint16_t real;

	if (!read_address(who, at, len, ret) || !is_here(who, ret))
		return false;
	real = htons(real_of(s, who, ntohs(ret->in.sin_port)));
	if (real == ret->in.sin_port)
		return false;
	ret->in.sin_port = real;
	return true;
}

/* ---- Where it lies ---------------------------------------------------------------------------------------------------- */

/* One in read-only memory (a const struct sockaddr_in) is changed by a copy of the page that is the program's own. */
static void write_port(const struct tracee *who, uint64_t at, const union peer_address *a)
{
	struct alteration nobody = ALTERATION_NONE;
	uint64_t word;

	if (tracee_write(who->tid, at + offsetof(struct sockaddr_in, sin_port), &a->in.sin_port,
			 sizeof(a->in.sin_port)))
		return;
	memcpy(&word, a, sizeof(word));
	alter_word(who->tid, at, word, &nobody);
}

static void make_real(struct sck_session *s, const struct tracee *who, uint64_t at, size_t len)
{
	union peer_address a;

	if (read_real(s, who, at, len, &a))
		write_port(who, at, &a);
}

static void make_known(struct sck_session *s, const struct tracee *who, uint64_t at, size_t len)
{
	union peer_address a;
	uint16_t was;

	if (!read_address(who, at, len, &a) || (who->call->class == CLASS_SEND && !is_here(who, &a)))
		return;
	was = a.in.sin_port;
	fixed_port_name(s, &a, sizeof(a));
	if (a.in.sin_port != was)
		write_port(who, at, &a);
}

typedef void visit(struct sck_session *s, const struct tracee *who, uint64_t at, size_t len);

static void visit_message(struct sck_session *s, const struct tracee *who, uint64_t at, visit *make)
{
	struct msghdr message;

	if (read_message(who, at, &message))
		make(s, who, (uintptr_t)message.msg_name, message.msg_namelen);
}

static void visit_messages(struct sck_session *s, const struct tracee *who, uint64_t at,
			   uint32_t count, visit *make)
{
	for (uint32_t i = 0; i < count && i < MESSAGES_MOST; i++)
		visit_message(s, who, at + i * sizeof(struct mmsghdr), make);
}

/* ---- The entry ------------------------------------------------------------------------------------------------------ */

/* What the kernel reads of a longer address than this is not looked at, and lies above. */
struct copy {
	struct sockaddr_in6 address;
	struct msghdr message;
};

/* Where COPY lies then, or 0. */
static uint64_t put_below(const struct tracee *who, const union peer_address *address, struct copy *copy)
{
	const uint64_t at = (who->sp - RED_ZONE - sizeof(*copy)) & ~(uint64_t)(ALIGNED - 1);

	copy->address = address->in6;
	copy->message.msg_name = (void *)(uintptr_t)at; /* the first member */
	return tracee_write(who->tid, at, copy, sizeof(*copy)) == sizeof(*copy) ? at : 0;
}

static void point_to(struct tracee *who, int i, uint64_t at)
{
	if (regs_set_arg(who->tid, i, at) == 0)
		who->moved = 1 + i;
}

static void move_address(struct sck_session *s, struct tracee *who, int i)
{
	struct copy copy = { 0 };
	union peer_address a;
	uint64_t at;

	if (!read_real(s, who, (uint64_t)who->args[i], (uint32_t)who->args[i + 1], &a))
		return;
	at = put_below(who, &a, &copy);
	if (at)
		point_to(who, i, at);
}

static void move_message(struct sck_session *s, struct tracee *who, int i)
{
	struct copy copy = { 0 };
	union peer_address a;
	uint64_t at;

	if (!read_message(who, (uint64_t)who->args[i], &copy.message) ||
	    !read_real(s, who, (uintptr_t)copy.message.msg_name, copy.message.msg_namelen, &a))
		return;
	at = put_below(who, &a, &copy);
	if (at)
		point_to(who, i, at + offsetof(struct copy, message));
}

void fixed_port_enter(struct sck_session *s, struct tracee *who)
{
	who->moved = 0;
	for (int i = 0; s->stand_ins->count && i < who->call->args_count; i++)
		switch (who->call->args[i]) {
		case ARG_ADDR_IN:
			move_address(s, who, i);
			break;
		case ARG_MSG_IN:
			move_message(s, who, i);
			break;
		case ARG_MMSG_IN:
			visit_messages(s, who, (uint64_t)who->args[i], (uint32_t)who->args[i + 1], make_real);
			break;
		default:
			break;
		}
}

/* ---- The exit ------------------------------------------------------------------------------------------------------- */

static void name_told(struct sck_session *s, const struct tracee *who, int i, int64_t result)
{
	const uint64_t at = (uint64_t)who->args[i];
	const enum arg_kind kind = who->call->args[i];
	socklen_t len = 0;

	if (kind == ARG_MSG_OUT)
		visit_message(s, who, at, make_known);
	else if (kind == ARG_MMSG_OUT)
		visit_messages(s, who, at, (uint32_t)result, make_known);
	else if (kind == ARG_ADDR_OUT &&
		 tracee_read(who->tid, (uint64_t)who->args[i + 1], &len, sizeof(len)) == sizeof(len))
		make_known(s, who, at, len);
}

void fixed_port_leave(struct sck_session *s, struct tracee *who, int64_t result)
{
	if (who->moved)
		regs_set_arg(who->tid, who->moved - 1, (uint64_t)who->args[who->moved - 1]);
	who->moved = 0;
	for (int i = 0; s->stand_ins->count && i < who->call->args_count; i++)
		if (who->call->args[i] == ARG_MMSG_IN)
			visit_messages(s, who, (uint64_t)who->args[i], (uint32_t)who->args[i + 1],
				       make_known);
		else if (result >= 0)
			name_told(s, who, i, result);
}
