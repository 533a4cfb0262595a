/*
 * What a rule is read with: its parts one after the other, their values, and the line that says where it is at fault. Knows no
 * outcome and no selector; rule.c does.
 */
#ifndef PLAN_RULE_READING_H
#define PLAN_RULE_READING_H

#include "plan/rule.h"

struct rule_reading { /* of one rule */
	struct rule *rule;
	const char *text;
	const char *at; /* the part that is read: NAME or NAME=VALUE, up to END */
	const char *end;
	size_t name_len;
	const char *value; /* NULL: none */
	unsigned seen;     /* selectors, by their place in the table */
	struct sck_err *err;
};

/* The part that begins at AT is the one that is read. */
void rule_take(struct rule_reading *r, const char *at);
/* -EINVAL, and a line with a ^ before FAULT, which is in the text. Of a long rule only what is around it is shown. */
__attribute__((format(printf, 3, 4))) int rule_fail(const struct rule_reading *r, const char *fault,
						    const char *format, ...);
/* The value as a string of its own; false: it is empty or has no room. */
bool rule_value(const struct rule_reading *r, char *to, size_t room);
/* The value as a whole number. */
int rule_number(const struct rule_reading *r, int64_t least, int64_t most, int64_t *ret);
/* Digits, perhaps with a point among them; what follows them in *RET_END. -1: there are none. */
double rule_decimal(const char *text, const char **ret_end);

#endif
