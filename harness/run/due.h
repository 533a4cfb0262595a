/*
 * What waits for a time meets it: the pump asks how long it may wait, and lets happen what is due. Where the clock jumps, it is told
 * that everybody rests, or that somebody works.
 */
#ifndef RUN_DUE_H
#define RUN_DUE_H

#include "run/state.h"

/* After so long without an event it is worth to look whether everybody rests: ns. */
int64_t due_idle(const struct sck_session *s);
int64_t due_within(const struct sck_session *s, int64_t for_ns); /* FOR_NS where nothing is to happen before */
void due_fire(struct sck_session *s); /* all that waits for a time that has come */
/* ns until the first of all times that something waits for; INT64_MAX: nothing does. Forgets timers that are nobody's any more. */
int64_t due_left(struct sck_session *s);
/* Everybody rests: the clock goes FOR_NS further. */
void due_go(struct sck_session *s, int64_t for_ns);
void due_rest(struct sck_session *s); /* everybody was seen at rest */
void due_work(struct sck_session *s); /* somebody is at work; asked now and then */

#endif
