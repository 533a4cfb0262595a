/*
 * One rule of --inject, CALL:OUTCOME[=VALUE][:SELECTOR=VALUE]..., read into plain data. Makes no system call and knows no
 * program; inject.h decides by it.
 */
#ifndef PLAN_RULE_H
#define PLAN_RULE_H

#include "base/err.h"
#include "facts/outcome.h"
#include <netinet/in.h>

enum { RULE_WORD = 24, RULE_SITE = 256 };

struct rule {
	char *text;           /* as it was given; to be freed by rule_done() */
	char call[RULE_WORD]; /* a call's name or a class */
	const struct outcome *outcome;
	int64_t value;         /* bytes or messages of `short`, ns of `delay`, errno of `error` */
	bool is_percent;       /* VALUE per cent of what was asked */
	char until[RULE_WORD]; /* of `hold`: a call's name or a class */
	int64_t first, last, step; /* when=: the first time, the last (INT64_MAX: no last), each STEP-th */
	int fd;                    /* -1: any */
	int domain;                /* AF_INET, AF_INET6; 0: any */
	struct sockaddr_storage peer; /* AF_UNSPEC: any; port 0: any port */
	char site[RULE_SITE];         /* FILE:LINE or FILE; "": any */
	int process, thread;          /* in the order in which they came, from 1; 0: any */
	int64_t offset;               /* of the stream in its direction; -1: any */
	double chance;                /* 0 to 1 */
	bool is_forced;               /* also where it would be a lie */
};

/*
 * 0, or -EINVAL with one line in ERR: the rule with a ^ before the fault, what is wrong, what is expected. FORCE takes errors that
 * the call cannot return, and outcomes where they cannot be. The caller ends *RET with rule_done(), also after an error.
 */
int rule_parse(struct rule *ret, const char *text, bool force, struct sck_err *err);
void rule_done(struct rule *r);

#endif
