/*
 * What a worker is told to do: a job, as its parent has it. What a job points to is at the same place in both, for the worker is a
 * fork of its parent; but for the rule, which may be younger and is sent behind it.
 */
#ifndef JUDGE_ORDER_H
#define JUDGE_ORDER_H

#include "base/bytes.h"
#include "judge/suite.h"

struct order {
	struct suite_job job;
	size_t rule_len;
	bool known_to_spin; /* the program, by a case before this one: see struct session_options */
};

bool order_send(int fd, const struct suite_job *job, bool known_to_spin); /* false: errno says why */
/* Blocks; RULE is where the job's is kept. False: there are no more. */
bool order_hear(int fd, struct order *ret, struct bytes *rule);

#endif
