/*
 * Steps of the command line as the one case of a suite, which `sockcheck talk` runs and `sockcheck sweep --talk` sweeps.
 */
#ifndef CLI_TALKING_H
#define CLI_TALKING_H

#include "plan/options.h"

struct sck_suite;

/* See options_want.more: the steps, and --steps. There is one talk in a process. */
int talking_take(void *arg, const char *name, const char *value, const char *const *words,
		 size_t count, struct sck_err *err);
void talking_append_options(struct bytes *to);

/* Is each step possible where it stands, and with this clock? 0 or -EINVAL. */
int talking_check(const struct suite_plan *plan, struct sck_err *err);

/* The suite, and PLAN made one for it: over IPv4 unless it says otherwise. Both until talking_done(). */
const struct sck_suite *talking_suite(struct suite_plan *plan);
/* The words COMMAND (ends with NULL) and the steps behind them as they were given: with these it is run again. Malloced. */
const char **talking_words(const char *const *command);
void talking_done(void);

#endif
