/*
 * What the harness changes of its own process while any session lives, and gives back: SIGCHLD is blocked except while polling, SIGPIPE is ignored, it
 * is pinned to one core, and its waits end in time.
 */
#ifndef RUN_OWN_PROCESS_H
#define RUN_OWN_PROCESS_H

#include <signal.h>

void own_process_begin(void);
void own_process_end(void);
const sigset_t *own_process_while_polling(void); /* the mask for ppoll(2) */
int own_process_timer_slack(void); /* before the first session, in ns, for what is started (prctl(2)); 0 or less: not known */
void own_process_unpin(void); /* what is started from now on may run on any core, as before the first session */

#endif
