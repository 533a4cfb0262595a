/*
 * Ending programs that were built for coverage: a server never ends by itself, and a killed one writes no counters. Each
 * process with gcov in it is made to call exit(0) where it stands, before everything is killed.
 */
#ifndef RUN_FINISH_H
#define RUN_FINISH_H

#include "run/state.h"

/* Blocks until they have ended, or rest, or have used two seconds of processor time; those are killed afterwards. */
void finish_programs(struct sck_session *s);

#endif
