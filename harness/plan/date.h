/*
 * A date and time of day as people write it. Text in, a number out; no clock is read.
 */
#ifndef PLAN_DATE_H
#define PLAN_DATE_H

#include "base/err.h"
#include <stdint.h>

/*
 * "2038-01-19 03:14:07" (or with a T between; the seconds may have a fraction; the time of day may be left out), in UTC, or "@SECONDS" since 1970. *RET
 * in ns since 1970-01-01 00:00:00 UTC. 0, or -EINVAL with the line in ERR. From 1970 to 2261: what 63 bits of nanoseconds hold.
 */
int date_parse(const char *text, int64_t *ret, struct sck_err *err);

#endif
