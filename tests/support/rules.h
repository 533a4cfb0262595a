/*
 * The rules of plan/inject for unit tests: a plan that each test has afresh, calls that are views made here, and what the views answer
 * when they are asked. Knows no program.
 */
#ifndef SUPPORT_RULES_H
#define SUPPORT_RULES_H

#include "plan/inject.h"

#define COUNT_OF(rows) (sizeof(rows) / sizeof((rows)[0]))
/* A test between the two that make the plan and end it. */
#define RULES_TEST(name) cmocka_unit_test_setup_teardown(name, rules_begin, rules_end)

extern struct inject rules_plan;

int rules_begin(void **state);
int rules_end(void **state);
void rules_add(const char *rule); /* a good one, or the test fails */

/* What the views answer to a question; how often they were asked. */
struct rules_world {
	const char *site;
	const char *address;
	int port, sites_asked, peers_asked;
};
extern struct rules_world rules_world;

/* A call on an IPv4 socket, descriptor 3, of the first process and thread, for 100 bytes. */
struct inject_view rules_view(const char *call);
int rules_decide(const char *call); /* which rule acts on it; -1: none */

#endif
