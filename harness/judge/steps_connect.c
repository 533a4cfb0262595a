/* The steps of sockcheck.h that make peers: connections to a program, and places that a program connects to. */
#include "base/err.h"
#include "facts/family.h"
#include "judge/step.h"
#include "run/listeners.h"
#include "run/processes.h"
#include "run/talk.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILLED_WITHIN = 10000 }; /* ms: the kernel owes it at once */

struct attempt { /* a connection that is tried anew whenever the program has one listener more */
	struct sck_session *session;
	struct sck_program *program;
	struct sck_peer *peer; /* NULL: none under way */
	int tried_with;        /* listeners at the last try */
	bool until_begun;      /* established is not asked for */
	int error;             /* of the last try */
};

static bool is_connected(void *arg)
{
	struct attempt *a = arg;
	int listeners = listeners_count(a->program, SOCK_STREAM);

	/* any other error is that of a connection: it was made, and is gone already */
	if (a->peer && !a->peer->connecting && a->peer->error == -ECONNREFUSED) {
		a->error = a->peer->error;
		talk_close(a->peer);
		a->peer = NULL;
	}
	if (!a->peer && listeners > a->tried_with) {
		a->tried_with = listeners;
		a->error = talk_connect(a->session, a->program, &a->peer, NULL);
	}
	return a->peer && (a->until_begun || !a->peer->connecting);
}

static void describe_target(struct sck_session *s, char *to, size_t room, const char *what)
{
	const char *host = talk_host(s);

	snprintf(to, room, strchr(host, ':') ? "%s at [%s]:%s" : "%s at %s:%s", what, host, s->port_text);
}

/* The program is at rest and cannot be reached: where it can be says why. */
_Noreturn static void fail_unreachable(struct sck_session *s, struct sck_program *p, const char *wanted)
{
	struct bytes at = { 0 };
	const char *hint = "";

	listeners_describe(p, &at);
	for (size_t i = 0; i < p->listeners_count; i++)
		if (p->listeners[i].at.in.sin_port == sck_port(s) && htons(sck_port(s)) != sck_port(s))
			hint = "; its bytes are swapped (htons(3))";
	step_want(s, "%s", wanted);
	if (!s->untraced || p->listeners_count) /* else it was not seen everywhere */
		step_got(s, "it can be reached %s%s", bytes_text(&at), hint);
	bytes_done(&at);
	step_fail(s, CAUSE_CALLS, "wanted %s, but the program does not listen there", wanted);
}

static void fail_connect(struct attempt *a, enum pump_end end, const char *wanted)
{
	struct sck_session *s = a->session;

	if (a->peer || (a->program->has_ended && !processes_alive(a->program)) ||
	    end == PUMP_LIMIT || end == PUMP_SPINS || end == PUMP_STARVED)
		step_end_badly(s, a->program, end, wanted);
	fail_unreachable(s, a->program, wanted);
}

static struct sck_peer *connect_to(struct sck_session *s, struct sck_program *p, bool until_begun)
{
	struct attempt a = { .session = s, .program = p, .until_begun = until_begun };
	enum pump_end end;
	char wanted[160];

	describe_target(s, wanted, sizeof(wanted), "a connection to a listener");
	end = step_pump(s, is_connected, &a, false);
	/* it rests, a timer running: one that listens elsewhere is not going to listen here too */
	if (end != PUMP_MET)
		fail_connect(&a, end, wanted);
	return a.peer;
}

struct sck_peer *sck_connect(struct sck_session *s, struct sck_program *p)
{
	STEP_BEGIN(s);
	return connect_to(s, p, false);
}

struct sck_peer *sck_connect_begin(struct sck_session *s, struct sck_program *p)
{
	STEP_BEGIN(s);
	return connect_to(s, p, true);
}

static bool is_decided(void *arg)
{
	return !((struct sck_peer *)arg)->connecting;
}

void sck_expect_connect_refused(struct sck_session *s, struct sck_program *p)
{
	struct sck_peer *peer;
	char wanted[160];
	int rc;

	STEP_BEGIN(s);
	describe_target(s, wanted, sizeof(wanted), "a refused connection");
	step_until_quiet(s, NULL, NULL, CAUSE_SPIN, "the program to wait");
	rc = talk_connect(s, p, &peer, NULL);
	if (rc == -EINPROGRESS) {
		step_until(s, p, is_decided, peer, wanted);
		rc = peer->error;
	}
	if (peer)
		talk_close(peer);
	if (rc != -ECONNREFUSED)
		step_fail(s, CAUSE_CALLS, "wanted %s, but it was %s", wanted,
			  rc ? strerror(-rc) : "accepted");
}

static struct sck_peer *listen_at(struct sck_session *s, const struct peer_listen *how, enum peer_kind kind)
{
	struct sck_err err = { 0 };
	int fd, rc = peer_listen(&s->loopback, how, &fd, &err);

	if (rc == -EOPNOTSUPP || (rc == -EADDRNOTAVAIL && how->ipv6))
		step_skip(s, err.text);
	if (rc < 0)
		step_broken(s, &err);
	return talk_new(s, kind, fd, NULL);
}

static struct peer_listen where(const struct sck_session *s, int type)
{
	return (struct peer_listen){ .ipv4 = s->family->answers_ipv4,
				     .ipv6 = s->family->answers_ipv6,
				     .port = s->port,
				     .type = type,
				     .narrow = type == SOCK_STREAM && s->is_narrow,
				     .backlog = 64 };
}

static void fill(struct sck_peer *listener, const struct peer_listen *at)
{
	struct sck_session *s = listener->session;
	union peer_address to = { 0 };
	struct sck_err err = { 0 };
	struct pollfd queue = { .fd = listener->fd, .events = POLLIN };
	int fd, rc;

	peer_address(&to,
		     at->address ? at->address
		     : at->ipv4  ? "127.0.0.1"
				 : "::1",
		     at->port, &err);
	rc = peer_connect(&s->loopback, &to, false, &fd, &err);
	if (rc < 0 && rc != -EINPROGRESS)
		step_broken(s, &err);
	listener->filler = talk_new(s, PEER_STREAM, fd, NULL);
	do { /* our end may be established a moment before */
		rc = poll(&queue, 1, FILLED_WITHIN);
	} while (rc < 0 && errno == EINTR);
	if (rc != 1) {
		err_set(&err, -ETIMEDOUT, "a connection of our own does not come into the listener's queue");
		step_broken(s, &err);
	}
}

/* Its own connection is the first in the queue. */
static void make_room(struct sck_peer *listener)
{
	int fd = peer_accept(listener->fd);

	if (fd >= 0)
		close(fd);
	talk_close(listener->filler);
	listener->filler = NULL;
}

struct sck_peer *sck_listen(struct sck_session *s, const struct sck_listen *how)
{
	struct peer_listen at = where(s, SOCK_STREAM);
	struct sck_peer *listener;

	STEP_BEGIN(s);
	if (how && how->backlog)
		at.backlog = how->backlog;
	if (how && how->refuse)
		at.backlog = -1;
	if (how)
		at.receive_buffer = how->receive_buffer;
	if (how)
		at.address = how->address;
	if (!how || !how->full)
		return listen_at(s, &at, PEER_LISTENER);
	at.backlog = 0; /* for one (listen(2)) */
	listener = listen_at(s, &at, PEER_LISTENER);
	fill(listener, &at);
	return listener;
}

struct acceptance {
	struct sck_peer *listener;
	int fd;
};

static bool is_accepted(void *arg)
{
	struct acceptance *a = arg;

	a->fd = peer_accept(a->listener->fd);
	return a->fd >= 0;
}

struct sck_peer *sck_accept(struct sck_peer *listener)
{
	struct sck_session *s = listener->session;
	struct acceptance a = { .listener = listener };

	STEP_BEGIN(s);
	if (listener->filler)
		make_room(listener);
	step_until(s, NULL, is_accepted, &a, "a connection from the program");
	return talk_new(s, PEER_STREAM, a.fd, NULL);
}

/* ---- Datagrams ----------------------------------------------------------------------------------------------- */

static bool is_bound(void *arg)
{
	struct sck_program *p = arg;
	union peer_address to;

	return talk_target(p->session, &to) == 0 && listeners_reach(p, SOCK_DGRAM, &to);
}

static void until_bound(struct sck_session *s, struct sck_program *p)
{
	struct attempt a = { .session = s, .program = p };
	char wanted[160];
	enum pump_end end;

	describe_target(s, wanted, sizeof(wanted), "a datagram socket bound");
	end = step_pump(s, is_bound, p, false);
	if (end != PUMP_MET)
		fail_connect(&a, end, wanted);
}

static int datagram_socket(struct sck_session *s, int family)
{
	struct sck_err err = { 0 };
	int fd = loopback_socket(&s->loopback, family, SOCK_DGRAM, 0, &err);

	if (fd < 0)
		step_broken(s, &err);
	return fd;
}

static struct sck_peer *connected_to(struct sck_session *s, struct sck_program *p,
				     const union peer_address *to)
{
	struct sck_err err = { 0 };
	int fd = datagram_socket(s, to->sa.sa_family), rc = peer_connect_datagrams(fd, to);

	if (rc < 0) {
		err_errno(&err, rc, "connect of a datagram socket");
		close(fd);
		step_broken(s, &err);
	}
	return talk_new(s, PEER_DATAGRAM, fd, p);
}

struct sck_peer *sck_datagrams_to(struct sck_session *s, struct sck_program *p)
{
	union peer_address to;

	STEP_BEGIN(s);
	until_bound(s, p);
	talk_target(s, &to);
	return connected_to(s, p, &to);
}

struct sck_peer *sck_datagrams_with(struct sck_session *s, struct sck_program *p,
				    const struct sck_peer *other)
{
	union peer_address to;
	struct sck_peer *peer;

	STEP_BEGIN(s);
	if (other)
		return connected_to(s, p, &other->remote);
	until_bound(s, p);
	talk_target(s, &to);
	peer = talk_new(s, PEER_DATAGRAM, datagram_socket(s, to.sa.sa_family), p);
	peer->answers = true;
	peer->moves = true;
	peer->remote = to;
	return peer;
}

static struct sck_peer *answerer(struct sck_session *s, const struct peer_listen *at)
{
	struct sck_peer *peer = listen_at(s, at, PEER_DATAGRAM);

	peer->answers = true;
	peer->remote.sa.sa_family = AF_UNSPEC;
	return peer;
}

struct sck_peer *sck_datagrams_at(struct sck_session *s, bool elsewhere)
{
	struct peer_listen at = where(s, SOCK_DGRAM);

	STEP_BEGIN(s);
	if (elsewhere)
		at.port = 0;
	return answerer(s, &at);
}

struct sck_peer *sck_datagrams_from(struct sck_session *s, const char *address)
{
	struct peer_listen at = where(s, SOCK_DGRAM);

	STEP_BEGIN(s);
	at.address = address;
	return answerer(s, &at);
}
