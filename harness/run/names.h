/*
 * What the names of a session mean: hosts(5), gai.conf(5) and resolv.conf(5) as its programs find them. Where the loopback is private these are files in there
 * (os/loopback); where it is not, and its programs are traced, the calls that open them are given others, and nobody outside is asked.
 */
#ifndef RUN_NAMES_H
#define RUN_NAMES_H

#include "run/state.h"

/* The family's own names, if it has some. Negative where they cannot be had though the loopback is private. */
int names_prepare(struct sck_session *s, struct sck_err *err);
/* Do names mean what the family says? True of a family without any. */
bool names_hold(const struct sck_session *s);
/* sck_hosts(). -EOPNOTSUPP where neither way is there, or where an address is no loopback's and the network is the machine's. */
int names_set_hosts(struct sck_session *s, const char *text, struct sck_err *err);
bool names_are_ours(const struct sck_session *s); /* by what programs are given: FILTER_OPENS */
void names_done(struct sck_session *s);

/* At the entry of an open(2): true: another file is opened in its place, and names_leave() is wanted at its exit. */
bool names_enter(struct sck_session *s, struct tracee *who);
void names_leave(struct sck_session *s, struct tracee *who, int64_t result);
/* Is it about to ask a name service cache of the machine's? It finds none: ENOENT. */
bool names_hide_cache(const struct sck_session *s, const struct tracee *who);
/*
 * Before a call of WHO that brought RESULT bytes by a route socket (rtnetlink(7)) returns: of the machine's addresses it sees those of the loopback, as in
 * a private one. Where an IPv4 address were the only other one, getaddrinfo(3) with AI_ADDRCONFIG would leave ::1 out.
 */
void names_hide_addresses(struct sck_session *s, const struct tracee *who, int64_t result);

#endif
