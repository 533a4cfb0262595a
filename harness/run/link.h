/*
 * Links: a relay of ours between clients and a server, which loses, repeats, reorders and delays the datagrams that it is told to, by
 * their numbers. Knows no program: who sends to its port is a client, and the server is an address. The pump feeds it; judge's steps tell it
 * what to do.
 */
#ifndef RUN_LINK_H
#define RUN_LINK_H

#include "run/clock.h"

enum link_fate {
	LINK_LOSE,
	LINK_REPEAT,
	LINK_SWAP, /* it goes behind the next that passes */
	LINK_DELAY,
};

struct link_rule {
	enum link_fate fate;
	enum sck_way way;
	int n; /* the N-th datagram on this way */
	int64_t for_ns;
	bool has_acted;
	struct link_rule *next;
};

struct link_flow { /* one client's: the server sees each as a client of its own */
	union peer_address client;
	int fd; /* connected to the server */
	struct link_flow *next;
};

struct link_datagram { /* one that is kept back */
	struct link_flow *flow;
	enum sck_way way;
	struct link_rule *rule; /* that keeps it; NULL: there was no room for it */
	struct moment until;    /* not of LINK_SWAP */
	struct bytes bytes;
	struct link_datagram *next;
};

struct sck_link {
	struct sck_session *session;
	int fd;       /* to which the clients send */
	int fd_ready; /* epoll(7): readable when one of the link's sockets is */
	union peer_address server;
	int count[2]; /* of each way: datagrams that have come so far */
	struct link_flow *flows;
	struct link_rule *rules;
	struct link_datagram *kept; /* in the order of their coming */
	struct sck_err error; /* the first thing that it could not do, code 0: none; what it lost by that is our fault */
	struct sck_link *next;
};

/* To what {port} stands for; from then on {port} stands for the link's own port. It belongs to the session. */
int link_new(struct sck_session *s, struct sck_link **ret, struct sck_err *err);
void link_done(struct sck_session *s); /* frees all of them */
/* -EINVAL: no such number, it has passed, or it has a rule already. */
int link_add_rule(struct sck_link *link, const struct link_rule *rule, struct sck_err *err);

void link_ready(struct sck_link *link); /* FD_READY is */
/* ns until the first of the kept datagrams goes on; INT64_MAX: none does by itself. */
int64_t link_left(const struct sck_session *s);
void link_release_due(struct sck_session *s);
/* Everybody rests for good, or has for as long as may be: those that wait for another to pass go on, their rule has not acted. False: there were none. */
bool link_release_all(struct sck_session *s);
/* Appends the first rule that has acted on nothing; false: there is none. */
bool link_idle_rule(const struct sck_session *s, struct bytes *to);
const struct sck_err *link_error(const struct sck_session *s); /* NULL: none */

#endif
