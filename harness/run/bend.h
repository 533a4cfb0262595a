/*
 * Carrying rules out: at the entry of a recorded call plan/inject says which rule acts on it, here it is made to come true,
 * and at the exit it is seen whether it did. A session without rules has none of this. Fed by observe; knows no verdict.
 */
#ifndef RUN_BEND_H
#define RUN_BEND_H

#include "run/bent.h"

struct inject_rule;

/* Adds a rule to the session, see session_inject(). */
int bend_add(struct sck_session *s, const char *rule, bool is_of_subject, struct sck_err *err);
/* The session notes from now on what each call could have met, see survey.h. */
void bend_survey(struct sck_session *s);
void bend_stop(struct sck_session *s); /* no rule acts any more; what they have left behind stays */
const struct survey *bend_surveyed(const struct sck_session *s);
void bend_done(struct sck_session *s);
bool bend_concerns(const struct sck_session *s, enum call_class class); /* does any rule name a call of this class? */
/* Must programs be stopped where they make processes and threads? */
bool bend_stops_forks(const struct sck_session *s);

/* The entry of the call in who->slot. */
enum bend_answer bend_enter(struct sck_session *s, struct tracee *who, int64_t *ret_result);
/*
 * Its exit with RESULT: everything is put back. Returns what the program is to see, which then has been set, too;
 * *ret_close is a descriptor that the thread has to close first (tracer_close_result), -1: none.
 */
int64_t bend_leave(struct sck_session *s, struct tracee *who, int64_t result, int *ret_close);
/* A process has been made, maybe with a copy of its parent's memory. */
void bend_process_began(struct sck_session *s, const struct tracee *who);
void bend_thread_ended(struct sck_session *s, const struct tracee *who);

/* The first of the MOST rules that were added first which acted on no call; NULL: each did, or there are none. */
const struct inject_rule *bend_idle(const struct sck_session *s, size_t most);

#endif
