/*
 * See fixed_port.h. The two bytes of the port are changed where they lie, in the program's own memory, so that it is the same for every kind of program,
 * and put back at the exit: what it was is remembered (tracee.known_port), for one port stands in for all that are nobody's; in a list of messages
 * whatever names a stand-in was changed. Where two threads have one address in their calls, the last one puts it back, for nobody knows whether
 * the kernel has read it for the other yet.
 */
#include "run/fixed_port.h"
#include "os/alter.h"
#include "os/tracee.h"
#include <string.h>
#include <sys/socket.h>

enum {
	MESSAGES_MOST = 1024,
	IN6_LEAST = 24
}; /* UIO_MAXIOV; SIN6_LEN_RFC2133: what the kernel takes at least */

bool fixed_port_wants_another(const struct sck_session *s)
{
	return s->options.port && !s->loopback.is_private && !s->untraced && s->options.traced_if_allowed;
}

bool fixed_port_have(struct sck_session *s, uint16_t port, struct sck_err *err)
{
	if (stand_ins_have(&s->stand_ins, port) ||
	    (loopback_has_port(&s->loopback, s->own_port, port) && !stand_ins_use(&s->stand_ins, port)))
		return true;
	return !s->untraced && stand_ins_add(&s->stand_ins, &s->loopback, port, err) == 0;
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
		address->in.sin_port =
			htons(stand_ins_known(&s->stand_ins, ntohs(address->in.sin_port)));
}

/* ---- The addresses of a call --------------------------------------------------------------------------------------- */

struct walk {
	const struct sck_session *session;
	const struct tracee *who;
	bool told;    /* those that the call has told, else those that it was given */
	bool in_list; /* of messages */
	void (*visit)(struct walk *w, uint64_t at, size_t len);
	uint64_t wanted; /* for find() */
	bool is_found;
	uint16_t known_port; /* for to_real(): of the address, where another stands in for it; 0: none does */
};

static void visit_message(struct walk *w, uint64_t at)
{
	struct msghdr message;

	if (tracee_read(w->who->tid, at, &message, sizeof(message)) == sizeof(message) && message.msg_name)
		w->visit(w, (uintptr_t)message.msg_name, message.msg_namelen);
}

static void visit_messages(struct walk *w, uint64_t at, uint32_t count)
{
	w->in_list = true;
	for (uint32_t i = 0; i < count && i < MESSAGES_MOST; i++)
		visit_message(w, at + i * sizeof(struct mmsghdr));
	w->in_list = false;
}

static void visit_argument(struct walk *w, int i, int64_t result)
{
	const int64_t *args = w->who->args;
	const enum arg_kind kind = w->who->call->args[i];
	socklen_t len = 0;

	if (!w->told && kind == ARG_ADDR_IN)
		w->visit(w, (uint64_t)args[i], (uint32_t)args[i + 1]);
	else if (!w->told && kind == ARG_MSG_IN)
		visit_message(w, (uint64_t)args[i]);
	else if (!w->told && kind == ARG_MMSG_IN)
		visit_messages(w, (uint64_t)args[i], (uint32_t)args[i + 1]);
	else if (w->told && kind == ARG_MSG_OUT)
		visit_message(w, (uint64_t)args[i]);
	else if (w->told && kind == ARG_MMSG_OUT)
		visit_messages(w, (uint64_t)args[i], (uint32_t)result);
	else if (w->told && kind == ARG_ADDR_OUT &&
		 tracee_read(w->who->tid, (uint64_t)args[i + 1], &len, sizeof(len)) == sizeof(len))
		w->visit(w, (uint64_t)args[i], len);
}

static void walk(struct walk *w, int64_t result)
{
	for (int i = 0; i < w->who->call->args_count; i++)
		visit_argument(w, i, result);
}

/* False: there is none with a port. */
static bool read_address(const struct walk *w, uint64_t at, size_t len, union peer_address *ret)
{
	*ret = (union peer_address){ 0 };
	if (len > sizeof(*ret))
		len = sizeof(*ret);
	return tracee_read(w->who->tid, at, ret, len) == len && has_port(ret, len);
}

/* One in read-only memory (a const struct sockaddr_in) is changed by a copy of the page that is the program's own. */
static void write_port(const struct walk *w, uint64_t at, union peer_address *a, uint16_t port)
{
	struct alteration nobody = ALTERATION_NONE;
	uint64_t word;

	a->in.sin_port = htons(port);
	if (tracee_write(w->who->tid, at + offsetof(struct sockaddr_in, sin_port), &a->in.sin_port,
			 sizeof(a->in.sin_port)))
		return;
	memcpy(&word, a, sizeof(word));
	alter_word(w->who->tid, at, word, &nobody);
}

/* ---- Other threads -------------------------------------------------------------------------------------------------- */

struct others {
	const struct tracee *who;
	uint64_t at;
	uint16_t known_port; /* of an address that lies there and is in another's call; 0: none is */
};

static void find(struct walk *w, uint64_t at, size_t len)
{
	(void)len;
	w->is_found |= at == w->wanted;
}

/* A list of messages is not looked through: they may be many, and many threads have some. */
static void look_at_other(void *arg, struct tracee *other)
{
	struct others *o = arg;
	struct walk w = { .who = other, .visit = find, .wanted = o->at };

	if (o->known_port || other == o->who || other->tgid != o->who->tgid || !other->in_call ||
	    !other->known_port)
		return;
	walk(&w, 0);
	if (w.is_found)
		o->known_port = other->known_port;
}

static uint16_t port_of_another(const struct tracee *who, uint64_t at)
{
	struct others o = { .who = who, .at = at };

	tracees_each(who->all, look_at_other, &o);
	return o.known_port;
}

void fixed_port_name_given(const struct sck_session *s, const struct tracee *who, uint64_t at,
			   union peer_address *address, size_t len)
{
	const uint16_t known =
		s->stand_ins.count && has_port(address, len) ? port_of_another(who, at) : 0;

	if (known)
		address->in.sin_port = htons(known);
}

/* ---- The entry ------------------------------------------------------------------------------------------------------ */

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
	if (stand_ins_use(&s->stand_ins, port))
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

static uint16_t real_of(const struct walk *w, uint16_t known)
{
	const struct stand_ins *all = &w->session->stand_ins;

	if (all->refuses && known && !stand_ins_have(all, known) &&
	    connects_stream(w->session, w->who) && !is_a_programs(w->session, known))
		return all->refusing;
	return stand_ins_real(all, known);
}

static void to_real(struct walk *w, uint64_t at, size_t len)
{
	union peer_address a;
	uint16_t there, known, real;

	if (!read_address(w, at, len, &a) || !is_here(w->who, &a))
		return;
	there = ntohs(a.in.sin_port);
	known = w->in_list ? 0 : port_of_another(w->who, at);
	if (!known)
		known = there;
	real = real_of(w, known);
	if (real != known && !w->in_list)
		w->known_port = known;
	if (real != there)
		write_port(w, at, &a, real);
}

void fixed_port_enter(struct sck_session *s, struct tracee *who)
{
	struct walk w = { .session = s, .who = who, .visit = to_real };

	if (!s->stand_ins.count)
		return;
	walk(&w, 0);
	who->known_port = w.known_port;
}

/* ---- The exit ------------------------------------------------------------------------------------------------------- */

/* 0: it is as the program has it. */
static uint16_t known_of(const struct walk *w, uint64_t at, const union peer_address *a)
{
	if (w->told)
		return stand_ins_known(&w->session->stand_ins, ntohs(a->in.sin_port));
	if (!is_here(w->who, a) || port_of_another(w->who, at))
		return 0;
	return w->in_list ? stand_ins_known(&w->session->stand_ins, ntohs(a->in.sin_port))
			  : w->who->known_port;
}

static void to_known(struct walk *w, uint64_t at, size_t len)
{
	union peer_address a;
	uint16_t known;

	if (!read_address(w, at, len, &a))
		return;
	known = known_of(w, at, &a);
	if (known && htons(known) != a.in.sin_port)
		write_port(w, at, &a, known);
}

void fixed_port_leave(struct sck_session *s, struct tracee *who, int64_t result)
{
	struct walk w = { .session = s, .who = who, .visit = to_known };

	if (!s->stand_ins.count)
		return;
	walk(&w, 0);
	who->known_port = 0;
	w.told = true;
	if (result >= 0)
		walk(&w, result);
}
