/*
 * An injected outcome beside the real one: `play` runs twice, once where the kernel does it and once where a rule does, and what the
 * program printed and what the record holds from that call on must be the same. Knows no outcome: a test brings both ways.
 */
#ifndef SUPPORT_ALIKE_H
#define SUPPORT_ALIKE_H

#include "support/live.h"
#include "support/seen.h"

#include "base/bytes.h"
#include "sockcheck.h"

struct alike_side {
	const char *words; /* of play; %s stands for the letters that are gone through */
	const char *host;  /* for {host}; NULL */
	void (*before)(struct sck_session *s); /* the surroundings, before the program starts; NULL */
	void (*act)(struct sck_session *s, struct sck_program *p); /* while it runs; NULL */
};

struct alike {
	const char *rule;
	const char *call; /* a call's name or class */
	int n;            /* the N-th of them (0: the first) is the one that the rule bends */
	struct alike_side real, bent;
};

/* Both ways with each of LETTERS, which ends with NULL, over FAMILY. */
void alike_assert(enum sck_family family, const struct alike *a, const char *const *letters);

/* One run: its output and its record, from the call on. The caller ends RET with bytes_done(). RULE may be NULL. */
void alike_run(enum sck_family family, const struct alike *a, const char *rule, const char *letters,
	       struct bytes *ret);

/* What TCP sockets are asked after their connection has died: letters of play's `do`. */
extern const char *const alike_dead[];

/* Asserts that the N-th CALL carries RULE in the record, and that nothing else does. */
void alike_assert_marked(struct sck_session *s, const char *call, int n, const char *rule);

/*
 * Where nothing real can be had: `play` with WORDS, a peer that connects where it LISTENs (with HELLO to send), and RULE. It ends by
 * itself; its output is to be WANT.
 */
struct alike_injected {
	const char *words, *rule, *call;
	const char *hello; /* what a peer sends once connected; NULL: there is no peer */
	const char *want;
};
void alike_assert_injected(const struct alike_injected *i);

#endif
