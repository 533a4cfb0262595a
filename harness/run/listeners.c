/* See listeners.h. The real address, also for port 0 and without a bind, comes from a copy of the descriptor. */
#include "run/listeners.h"
#include "facts/names.h"
#include "os/borrow.h"
#include "run/fixed_port.h"
#include "run/talk.h"
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void add(struct sck_program *p, const struct listener *listener)
{
	p->listeners = reallocarray(p->listeners, p->listeners_count + 1, sizeof(p->listeners[0]));
	if (!p->listeners)
		abort();
	p->listeners[p->listeners_count++] = *listener;
}

void listeners_learn(struct sck_session *s, const struct tracee *who, const struct record_call *call)
{
	struct sck_program *p = state_program(s, who->program);
	const struct record_socket *socket;
	struct listener listener = { 0 };
	int fd, v6only = 0;
	socklen_t len = sizeof(v6only);

	if (!p || call->error || call->socket < 0)
		return;
	socket = &s->record.sockets[call->socket];
	if (socket->domain != AF_INET && socket->domain != AF_INET6)
		return;
	if (!(call->call->class == CLASS_LISTEN && socket->type == SOCK_STREAM) &&
	    !(call->call->class == CLASS_BIND && socket->type == SOCK_DGRAM))
		return;
	fd = borrow(who, call->fd);
	if (fd < 0)
		return;
	listener.inode = socket->inode;
	listener.type = socket->type;
	if (peer_local(fd, &listener.at) == 0) {
		if (socket->domain == AF_INET6)
			getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, &len);
		listener.v6only = v6only;
		add(p, &listener);
	}
	close(fd);
}

static uint16_t port_of(const union peer_address *a)
{
	return a->sa.sa_family == AF_INET6 ? a->in6.sin6_port : a->in.sin_port;
}

static bool is_ours(const struct sck_session *s, uint64_t inode)
{
	struct stat st;

	return talk_is_ours(s, inode) || (fstat(s->fd_barrier, &st) == 0 && st.st_ino == inode);
}

static bool is_known(const struct sck_program *p, uint64_t inode)
{
	for (size_t i = 0; i < p->listeners_count; i++)
		if (p->listeners[i].inode == inode)
			return true;
	return false;
}

/* Whether one of IPv6 takes IPv4 is not told; a connection will tell. */
static bool look_at(void *arg, const struct sockdiag_row *row)
{
	struct sck_program *p = arg;
	struct listener listener = { .inode = row->inode,
				     .type = row->protocol == IPPROTO_TCP ? SOCK_STREAM : SOCK_DGRAM };

	listener.at.storage = row->local;
	if (row->state != (row->protocol == IPPROTO_TCP ? TCP_LISTEN : TCP_CLOSE) || !port_of(&listener.at))
		return true;
	if (!p->session->loopback.is_private && port_of(&listener.at) != htons(p->session->port))
		return true;
	if (!is_known(p, row->inode) && !is_ours(p->session, row->inode))
		add(p, &listener);
	return true;
}

/* With several programs each may have it: a test that connects to the wrong one would have been wrong traced, too. */
static void look(struct sck_program *p, int type)
{
	if (p->session->untraced)
		sockdiag_each(&p->session->diag, type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP,
			      look_at, p, NULL);
}

static struct in_addr ipv4_of(const union peer_address *a)
{
	struct in_addr v4;

	if (a->sa.sa_family == AF_INET)
		return a->in.sin_addr;
	memcpy(&v4, &a->in6.sin6_addr.s6_addr[12], sizeof(v4));
	return v4;
}

static bool is_ipv4(const union peer_address *a)
{
	return a->sa.sa_family == AF_INET || IN6_IS_ADDR_V4MAPPED(&a->in6.sin6_addr);
}

static bool reaches(const struct listener *l, const union peer_address *to)
{
	if (port_of(&l->at) != port_of(to))
		return false;
	if (l->at.sa.sa_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&l->at.in6.sin6_addr))
		return !is_ipv4(to) || !l->v6only;
	if (is_ipv4(&l->at) != is_ipv4(to))
		return false;
	if (is_ipv4(&l->at))
		return ipv4_of(&l->at).s_addr == INADDR_ANY || ipv4_of(&l->at).s_addr == ipv4_of(to).s_addr;
	return IN6_ARE_ADDR_EQUAL(&l->at.in6.sin6_addr, &to->in6.sin6_addr);
}

bool listeners_reach(struct sck_program *p, int type, const union peer_address *address)
{
	look(p, type);
	for (size_t i = 0; i < p->listeners_count; i++)
		if (p->listeners[i].type == type && reaches(&p->listeners[i], address))
			return true;
	return false;
}

int listeners_count(struct sck_program *p, int type)
{
	int count = 0;

	look(p, type);
	for (size_t i = 0; i < p->listeners_count; i++)
		count += p->listeners[i].type == type;
	return count;
}

void listeners_describe(const struct sck_program *p, struct bytes *to)
{
	for (size_t i = 0; i < p->listeners_count; i++) {
		union peer_address at = p->listeners[i].at;

		fixed_port_name(p->session, &at, sizeof(at));
		bytes_append_text(to, i ? ", " : "");
		names_append_endpoint(to, &at, peer_address_len(&at));
		bytes_append_text(to, p->listeners[i].type == SOCK_STREAM ? " (TCP)" : " (UDP)");
	}
	if (!p->listeners_count)
		bytes_append_text(to, "nowhere");
}
