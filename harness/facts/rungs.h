/*
 * The rungs of a ladder: which calls and events of a record tell what went on between programs, in the order in which it came to pass, and
 * what each of them says, as JSON. Reads the record, judges nothing.
 */
#ifndef FACTS_RUNGS_H
#define FACTS_RUNGS_H

#include "facts/record.h"
#include <jansson.h>

enum rung_kind { RUNG_STEP, RUNG_CALL, RUNG_EVENT }; /* a step is of whoever has some */

struct rung {
	int64_t at;   /* when it came to pass; INT64_MAX: not yet */
	size_t order; /* of two at the same time: a clock of the test's stands while programs work */
	enum rung_kind kind;
	size_t index; /* of the record's calls or events */
};

struct rungs {
	struct rung *all;
	size_t count, room;
};

void rungs_add(struct rungs *rungs, const struct rung *rung);
/* Those from calls[CALLS] and events[EVENTS] on, and the beginnings, not told until then, of processes whose first call is among them. */
void rungs_since(struct rungs *rungs, const struct record *r, size_t calls, size_t events);
void rungs_sort(struct rungs *rungs);
void rungs_done(struct rungs *rungs);

/*
 * A row of its own, of the program that is called so (""): "kind" (call, event), "at" (ns), "text" (a line as in a trace), "site" and what
 * else there is to say; a key that has nothing to say is not there.
 */
json_t *rungs_call(const struct record *r, const struct record_call *call, const char *program);
json_t *rungs_event(const struct record *r, const struct record_event *event, const char *program);

#endif
