/*
 * The clock: absolute times in nanoseconds, monotonic but for the date. The only reader of the clock in the harness.
 */
#ifndef BASE_DEADLINE_H
#define BASE_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define NS_PER_S INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)

int64_t deadline_now(void);                        /* CLOCK_MONOTONIC, ns */
int64_t deadline_date(void);                       /* CLOCK_REALTIME, ns since 1970 */
int64_t deadline_after(int64_t for_ns);            /* now + FOR_NS, at most INT64_MAX */
int64_t deadline_left(int64_t at);                 /* ns from now until AT; 0 when it has passed */
struct timespec deadline_timespec(int64_t for_ns); /* 0 where FOR_NS is negative */
/* False: what the kernel refuses as a time (EINVAL). At most half of what an int64_t holds, so that another can be added. */
bool deadline_ns(struct timespec t, int64_t *ret);

#endif
