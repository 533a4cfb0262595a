/*
 * See link.h. Clients send to one socket; for each of them there is another, connected to the server, on which its answers come back. What is
 * not told otherwise is passed on as it comes; a datagram that is kept back waits in a list, for a time of the session's clock or for another
 * to pass. A port that refuses (ICMP) loses what is sent to it, as beyond any relay.
 */
#include "run/link.h"
#include "base/err.h"
#include "facts/family.h"
#include "run/talk.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { READY_MOST = 32, DATAGRAMS_MOST = 64 };

static const char *const way_names[] = { "to the server", "to the client" };
static const char *const fate_names[] = { "lose", "repeat", "swap", "delay" };

/* ---- Making and ending --------------------------------------------------------------------------------------- */

static int watch(struct sck_link *link, int fd, struct link_flow *flow, struct sck_err *err)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = flow };

	if (epoll_ctl(link->fd_ready, EPOLL_CTL_ADD, fd, &event) == 0)
		return 0;
	return err_errno(err, -errno, "a link's socket");
}

static int open_link(struct sck_link *link, struct sck_err *err)
{
	const struct family *family = link->session->family;
	const struct peer_listen at = { .ipv4 = family->answers_ipv4,
					.ipv6 = family->answers_ipv6,
					.type = SOCK_DGRAM };
	int rc = peer_listen(&link->session->loopback, &at, &link->fd, err);

	if (rc < 0)
		return rc;
	link->fd_ready = epoll_create1(EPOLL_CLOEXEC);
	if (link->fd_ready < 0)
		return err_errno(err, -errno, "a link");
	return watch(link, link->fd, NULL, err);
}

static void take_the_port(struct sck_session *s, int fd)
{
	union peer_address here;

	peer_local(fd, &here);
	s->port = ntohs(here.sa.sa_family == AF_INET6 ? here.in6.sin6_port : here.in.sin_port);
	snprintf(s->port_text, sizeof(s->port_text), "%u", s->port);
}

static void free_link(struct sck_link *link)
{
	while (link->kept) {
		struct link_datagram *d = link->kept;

		link->kept = d->next;
		bytes_done(&d->bytes);
		free(d);
	}
	while (link->flows) {
		struct link_flow *flow = link->flows;

		link->flows = flow->next;
		close(flow->fd);
		free(flow);
	}
	while (link->rules) {
		struct link_rule *rule = link->rules;

		link->rules = rule->next;
		free(rule);
	}
	if (link->fd >= 0)
		close(link->fd);
	if (link->fd_ready >= 0)
		close(link->fd_ready);
	free(link);
}

int link_new(struct sck_session *s, struct sck_link **ret, struct sck_err *err)
{
	struct sck_link *link = calloc(1, sizeof(*link));
	int rc;

	if (!link)
		abort();
	link->session = s;
	link->fd = link->fd_ready = -1;
	rc = talk_target(s, &link->server);
	if (rc == 0)
		rc = open_link(link, err);
	if (rc < 0) {
		free_link(link);
		return rc;
	}
	take_the_port(s, link->fd);
	link->next = s->links;
	s->links = link;
	*ret = link;
	return 0;
}

void link_done(struct sck_session *s)
{
	while (s->links) {
		struct sck_link *link = s->links;

		s->links = link->next;
		free_link(link);
	}
}

/* ---- Rules --------------------------------------------------------------------------------------------------- */

static struct link_rule *rule_for(const struct sck_link *link, enum sck_way way, int n)
{
	struct link_rule *rule = link->rules;

	while (rule && (rule->way != way || rule->n != n))
		rule = rule->next;
	return rule;
}

int link_add_rule(struct sck_link *link, const struct link_rule *rule, struct sck_err *err)
{
	struct link_rule *copy;

	if (rule->n < 1)
		return err_set(err, -EINVAL, "datagram %d of a link (expected 1 or more)", rule->n);
	if (rule->n <= link->count[rule->way])
		return err_set(err, -EINVAL, "datagram %d %s has come already", rule->n,
			       way_names[rule->way]);
	if (rule_for(link, rule->way, rule->n))
		return err_set(err, -EINVAL, "datagram %d %s is spoken for already", rule->n,
			       way_names[rule->way]);
	if (rule->fate == LINK_DELAY && rule->for_ns <= 0)
		return err_set(err, -EINVAL, "a datagram is delayed for %lld ns (expected more than 0)",
			       (long long)rule->for_ns);
	copy = malloc(sizeof(*copy));
	if (!copy)
		abort();
	*copy = *rule;
	copy->next = link->rules;
	link->rules = copy;
	return 0;
}

bool link_idle_rule(const struct sck_session *s, struct bytes *to)
{
	for (const struct sck_link *link = s->links; link; link = link->next)
		for (const struct link_rule *rule = link->rules; rule; rule = rule->next)
			if (!rule->has_acted) {
				bytes_printf(to, "the link was to %s datagram %d %s, and %s",
					     fate_names[rule->fate], rule->n, way_names[rule->way],
					     link->count[rule->way] < rule->n
						     ? "it never came"
						     : "it had nothing to follow");
				return true;
			}
	return false;
}

const struct sck_err *link_error(const struct sck_session *s)
{
	for (const struct sck_link *link = s->links; link; link = link->next)
		if (link->error.code)
			return &link->error;
	return NULL;
}

/* ---- Passing on ---------------------------------------------------------------------------------------------- */

static void keep(struct sck_link *link, const struct link_datagram *what)
{
	struct link_datagram *d = malloc(sizeof(*d)), **last = &link->kept;

	if (!d)
		abort();
	*d = *what;
	d->next = NULL;
	d->bytes = (struct bytes){ 0 };
	bytes_append(&d->bytes, what->bytes.data, what->bytes.len);
	while (*last)
		last = &(*last)->next;
	*last = d;
}

/* False: there is no room just now. What else is refused is lost, as in a network. */
static bool pass(struct sck_link *link, const struct link_datagram *d)
{
	const bool to_server = d->way == SCK_TO_SERVER;
	const union peer_address *to = to_server ? NULL : &d->flow->client;
	int fd = to_server ? d->flow->fd : link->fd;
	int rc = peer_send_datagram(fd, d->bytes.data, d->bytes.len, to);

	/* the port has refused an earlier one: that was told by the call, this one was not sent yet */
	if (rc == -ECONNREFUSED)
		rc = peer_send_datagram(fd, d->bytes.data, d->bytes.len, to);
	return rc != -EAGAIN && rc != -ENOBUFS;
}

static void pass_or_keep(struct sck_link *link, struct link_datagram *d)
{
	if (pass(link, d))
		return;
	d->rule = NULL;
	d->until = clock_after(link->session, 0);
	keep(link, d);
}

static bool waits_for_another(const struct link_datagram *d)
{
	return d->rule && d->rule->fate == LINK_SWAP;
}

static void release(struct sck_link *link, struct link_datagram **at)
{
	struct link_datagram *d = *at;

	*at = d->next;
	pass_or_keep(link, d);
	bytes_done(&d->bytes);
	free(d);
}

/* One has passed on this way: those go on that were to follow it. */
static void release_behind(struct sck_link *link, enum sck_way way)
{
	for (struct link_datagram **at = &link->kept; *at;)
		if (waits_for_another(*at) && (*at)->way == way) {
			(*at)->rule->has_acted = true;
			release(link, at);
		} else {
			at = &(*at)->next;
		}
}

static void relay(struct sck_link *link, struct link_datagram *d)
{
	const struct link_rule *rule;

	d->rule = rule_for(link, d->way, ++link->count[d->way]);
	rule = d->rule;
	if (rule)
		d->rule->has_acted = rule->fate != LINK_SWAP;
	if (rule && rule->fate == LINK_LOSE)
		return;
	if (rule && (rule->fate == LINK_SWAP || rule->fate == LINK_DELAY)) {
		d->until = clock_after(link->session, rule->for_ns);
		keep(link, d);
		return;
	}
	pass_or_keep(link, d);
	if (rule)
		pass_or_keep(link, d);
	release_behind(link, d->way);
}

/* ---- What comes ---------------------------------------------------------------------------------------------- */

static struct link_flow *open_flow(struct sck_link *link, const union peer_address *client)
{
	struct link_flow *flow = calloc(1, sizeof(*flow));
	const union peer_address *to = &link->server;
	struct sck_err *err = &link->error;

	if (!flow)
		abort();
	flow->client = *client;
	flow->fd = loopback_socket(&link->session->loopback, to->sa.sa_family, SOCK_DGRAM, 0, err);
	if (flow->fd < 0)
		goto out;
	if (connect(flow->fd, &to->sa, peer_address_len(to)) < 0) {
		err_errno(err, -errno, "connect of a link's socket");
		goto out;
	}
	if (watch(link, flow->fd, flow, err) < 0)
		goto out;
	flow->next = link->flows;
	link->flows = flow;
	return flow;
out:
	if (flow->fd >= 0)
		close(flow->fd);
	free(flow);
	return NULL;
}

static bool is_same(const union peer_address *a, const union peer_address *b)
{
	if (a->sa.sa_family == AF_INET6)
		return a->in6.sin6_port == b->in6.sin6_port &&
		       IN6_ARE_ADDR_EQUAL(&a->in6.sin6_addr, &b->in6.sin6_addr);
	return a->in.sin_port == b->in.sin_port && a->in.sin_addr.s_addr == b->in.sin_addr.s_addr;
}

static struct link_flow *flow_of(struct sck_link *link, const union peer_address *client)
{
	struct link_flow *flow = link->flows;

	while (flow && !is_same(&flow->client, client))
		flow = flow->next;
	return flow ? flow : open_flow(link, client);
}

/* From one socket, at most so many at once: others want to be served, too. FLOW is NULL where clients send. */
static void take(struct sck_link *link, struct link_flow *flow)
{
	struct link_datagram d = { .way = flow ? SCK_TO_CLIENT : SCK_TO_SERVER, .flow = flow };
	union peer_address from;
	int rc = 1;

	for (int i = 0; i < DATAGRAMS_MOST && rc != 0; i++) {
		rc = peer_receive_datagram(flow ? flow->fd : link->fd, &d.bytes, &from);
		if (rc != 1)
			continue; /* a refusal of what was sent before */
		if (!flow)
			d.flow = flow_of(link, &from);
		if (d.flow)
			relay(link, &d);
	}
	bytes_done(&d.bytes);
}

void link_ready(struct sck_link *link)
{
	struct epoll_event ready[READY_MOST];
	int n = epoll_wait(link->fd_ready, ready, READY_MOST, 0);

	for (int i = 0; i < n; i++)
		take(link, ready[i].data.ptr);
}

/* ---- Time ---------------------------------------------------------------------------------------------------- */

int64_t link_left(const struct sck_session *s)
{
	int64_t least = INT64_MAX;

	for (const struct sck_link *link = s->links; link; link = link->next)
		for (const struct link_datagram *d = link->kept; d; d = d->next)
			if (!waits_for_another(d) && clock_left(s, d->until) < least)
				least = clock_left(s, d->until);
	return least;
}

/* Of those whose time has come the one whose time came first; NULL: none. */
static struct link_datagram **first_due(struct sck_link *link)
{
	struct link_datagram **first = NULL;
	int64_t least = 0;

	for (struct link_datagram **at = &link->kept; *at; at = &(*at)->next) {
		int64_t left = clock_left(link->session, (*at)->until);

		if (waits_for_another(*at) || left > least || (first && left == least))
			continue;
		first = at;
		least = left;
	}
	return first;
}

void link_release_due(struct sck_session *s)
{
	struct link_datagram **at;

	for (struct sck_link *link = s->links; link; link = link->next)
		for (int i = 0; i < DATAGRAMS_MOST && (at = first_due(link)) != NULL; i++) {
			enum sck_way way = (*at)->way;

			release(link, at);
			release_behind(link, way);
		}
}

bool link_release_all(struct sck_session *s)
{
	bool any = false;

	for (struct sck_link *link = s->links; link; link = link->next)
		for (struct link_datagram **at = &link->kept; *at;)
			if (waits_for_another(*at)) {
				any = true;
				release(link, at);
			} else {
				at = &(*at)->next;
			}
	return any;
}
