/*
 * Which rule, if any, is to act on the call that is about to be made. Counts for each rule how often it was met; the n-th time
 * is over all threads and processes, in the order the session sees them. Pure: what it must know of the call is in a
 * view, what is dear to find out is asked for through it.
 */
#ifndef PLAN_INJECT_H
#define PLAN_INJECT_H

#include "base/bytes.h"
#include "plan/rule.h"

struct inject_rule {
	struct rule rule;
	bool is_of_subject; /* what the test has started beside the program under test is not meant */
	int64_t met;        /* calls that its selectors meant */
	int64_t fired;      /* of those, the ones that it acted on */
	const char *refused; /* why it did not act when its time had come; NULL: it never came to that */
};

struct inject {
	struct inject_rule *rules;
	size_t count;
	uint64_t seed; /* of chance= */
};

struct inject_view {
	const struct call *call;
	bool is_socket, is_subject;
	int fd, domain;
	int type, protocol;  /* of the socket; type 0: not known */
	int process, thread; /* ordinals, from 1 */
	uint64_t offset;     /* of the call in its stream */
	size_t asked;        /* bytes that it asks for */
	void *arg;
	/* "server.c:42 serve"; valid until the next question; "" where it is not known. */
	const char *(*site)(void *arg);
	/* False: it has none. */
	bool (*peer)(void *arg, struct sockaddr_storage *ret);
};

struct inject_choice {
	int rule; /* that acts; -1: none */
	size_t cut; /* the call is to end after so many bytes, for the sake of rule CUT_FOR and the next call; 0: no */
	int cut_for;
};

/* Adds a rule, last. 0, or -EINVAL with the line of rule_parse(). */
int inject_add(struct inject *i, const char *text, bool force, struct sck_err *err);
/* A call on a kind of socket that cannot have the outcome is not counted: a name's look-up has datagrams of its own. */
struct inject_choice inject_decide(struct inject *i, const struct inject_view *view);
/* Does any rule name a call of this class, to act on it or to wait for it? */
bool inject_concerns(const struct inject *i, enum call_class class);
/* The first of the first MOST rules that acted on no call; NULL: each did. */
const struct inject_rule *inject_idle(const struct inject *i, size_t most);
/* Appends why: "the rule recv:short=1:when=3 never acted: 2 calls came that it means, it is for number 3". */
void inject_explain(struct bytes *to, const struct inject_rule *rule);
void inject_done(struct inject *i);

#endif
