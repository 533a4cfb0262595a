/*
 * `sockcheck check --watch`: a suite's run after each build of the program, until somebody stops it.
 */
#ifndef CLI_CHECK_WATCH_H
#define CLI_CHECK_WATCH_H

#include "plan/options.h"

/*
 * WORDS start the suite, NAME stands before what there is to say. Blocks until SIGINT or SIGTERM; returns the exit status of the last run that came to
 * its end, where there was none the signal's. One that cannot be begun returns at once, with its line said.
 */
int check_watch(const char *name, const struct options *options, const char *const *words);

#endif
