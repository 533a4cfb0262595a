/*
 * What checks a program's memory besides us: AddressSanitizer and UndefinedBehaviorSanitizer in a program that was built with
 * them, valgrind around any other. Each process writes its reports into a folder of the session's, so that they come from
 * children, and from those that are killed, and standard error stays the program's. What they say is judge's concern.
 */
#ifndef RUN_CHECKER_H
#define RUN_CHECKER_H

#include "os/spawn.h"
#include "run/state.h"

/* So many times as much processor time may be used. */
int checker_slows_down(const struct session_options *options);
/* Makes PLAN, whose words and array of variables are malloced, that of a program that is checked. 0 or a negative errno. */
int checker_prepare(struct sck_session *s, struct spawn_plan *plan, struct sck_err *err);
/*
 * Closes our peers, blocks until the programs rest, and reads what each of their processes has reported: TAKE is told its PID and the text; true
 * ends it. What is in the folder is the programs' own word.
 */
void checker_read(struct sck_session *s, bool (*take)(void *arg, int pid, struct bytes *text), void *arg);
void checker_close(struct sck_session *s);

#endif
