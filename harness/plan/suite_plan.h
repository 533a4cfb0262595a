/*
 * What a run of a suite is asked to do: which cases, over which families, on which program, and where the report goes. Plain
 * data: options fills it in, judge runs by it. Every pointer is into argv or the suite's own storage.
 */
#ifndef PLAN_SUITE_PLAN_H
#define PLAN_SUITE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SUITE_PLAN_FAMILIES = 16,
	SUITE_PLAN_RULES = 32
}; /* so many times may --family and --inject be given */

struct suite_plan {
	const char *case_glob;                         /* NULL: every case */
	unsigned families;                             /* those asked for; 0: all that apply */
	const char *family_words[SUITE_PLAN_FAMILIES]; /* as they were asked for */
	size_t family_words_count;
	const char *format;                  /* NULL: text */
	const char *lang;                    /* of a report that people read: en or fr; NULL: en */
	const char *output;                  /* a file; NULL: standard output */
	int jobs;                            /* 0: one a processor */
	uint16_t port;                       /* {port}; 0: the suite's */
	double limit;                        /* seconds a step may take; 0: the session's own */
	const char *rules[SUITE_PLAN_RULES]; /* of --inject, checked */
	size_t rules_count;
	uint64_t seed;        /* of their chances */
	const char *date;     /* of --clock: as date_parse() takes it; NULL: none */
	bool clock_jumps;     /* --clock auto */
	double rate;          /* --rate; 0: none */
	bool asan, valgrind;  /* --asan, --valgrind: reports of faults in memory count */
	const char *outcomes; /* --outcomes: a file for what each call met; NULL: none */
	bool ladder;          /* --ladder: of a failed case, what it did */
	bool pcap;   /* --pcap: the packets of the one case that was chosen are written ... */
	int fd_pcap; /* ... there, in pcapng ... */
	uint64_t *pcap_lost; /* ... and how many are not in there is told here, in memory shared with the workers */
	bool force;                 /* they act also where they tell a lie */
	const char *const *command; /* the program under test and its arguments, as given; ends with NULL */
	size_t command_count;
	const char *const *start; /* the same with the contract's own arguments where they were left out */
	const char *const *rerun; /* the words with which this is run again: "sockcheck", "check", ...; ends with NULL */
};

#endif
