/*
 * From a plan to a printed report: checks what was asked for against what there is, runs the suite, writes the report.
 * Suites and `sockcheck talk` share it.
 */
#ifndef CLI_PRESENT_H
#define CLI_PRESENT_H

#include "cli/usage.h"
#include "facts/result.h"
#include "sockcheck.h"

/*
 * PCAP is where the packets of the one chosen case go; NULL: nowhere. AFTER may complete the results before they are reported; NULL: nothing.
 * Returns the exit status.
 */
int present_suite(const char *name, const struct sck_suite *suite, const struct suite_plan *asked,
		  const char *pcap, void (*after)(struct results *r));

/* 0, or STATUS_USAGE and what is wrong with the plan has been said. */
int present_check(const char *name, const struct sck_suite *suite, const struct suite_plan *plan);
/* The plan's file, or standard output. 0 or a negative errno. */
int present_open_output(const struct suite_plan *plan, int *ret_fd, struct sck_err *err);

/* 0, or -ENOENT or -EACCES with the reason: can WORD be started? One with a { is not looked at. */
int present_check_program(const char *word, struct sck_err *err);

/* "ipv4 ipv6": the names of these families. */
void present_append_families(struct bytes *to, unsigned families);

#endif
