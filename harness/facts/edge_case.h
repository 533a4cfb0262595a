/*
 * The catalogue of edge cases: one row a case that a loopback has to be able to produce, each with the live test that produces it. Plain
 * data, made from the first comments of the tests when sockcheck is built.
 */
#ifndef FACTS_EDGE_CASE_H
#define FACTS_EDGE_CASE_H

#include <stddef.h>

struct edge_case {
	int number; /* in the catalogue, from 1 */
	const char *sentence;
	const char *families; /* "ipv4 ipv6" */
	const char *means;    /* "peer", "injected", "namespace": how it is produced */
	const char *source;   /* what says which behaviour is correct: "recv(2)" */
	const char *test;     /* "live/NAME" */
};

enum { EDGE_CASES = 114 };                       /* so many has the catalogue */
extern const struct edge_case edge_case_table[]; /* by number */
extern const size_t edge_case_table_count;

#endif
