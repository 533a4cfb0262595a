/*
 * The rules of a session and all that they have touched. Private to bend.c and its helpers; owned by the session.
 */
#ifndef RUN_INJECTION_H
#define RUN_INJECTION_H

#include "plan/inject.h"
#include "run/bent.h"

struct limit;
struct survey;

struct injection {
	struct inject plan;
	bool is_over;          /* no rule acts any more */
	struct survey *survey; /* see survey.h; NULL: none */
	struct bent *bents;
	struct bent_socket *sockets; /* by the record's index */
	size_t sockets_count;
	struct limit *limits; /* processes that have no descriptor left, see bend_limit.c */
	int fd_strangers[2]; /* of IPv4 and IPv6, whose datagrams nobody asked for; -1: there was none yet */
	struct rule_told {
		struct record_bytes text; /* in the record; len 0: not yet */
		size_t acted_at;          /* as many calls as the record held when it acted last */
	} * told;                         /* of each rule */
};

/* Which rule of PLAN is to act on the call that WHO is about to make? (bend_ask.c) */
struct inject_choice bend_decide(struct sck_session *s, const struct tracee *who,
				 const struct record_call *call, struct inject *plan);

#endif
