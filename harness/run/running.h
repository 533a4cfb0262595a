/*
 * Does a program still run? A wrapper may have started others besides, a logger or a relay, and their life is not the program's: it is that of
 * who had a socket listen, of who holds that socket, or, where there is none, of the process that was started.
 */
#ifndef RUN_RUNNING_H
#define RUN_RUNNING_H

#include "run/state.h"

/*
 * False: it does not, and *RET_END is the event, of RECORD_EXIT or RECORD_KILLED, that ended it; NULL: nobody saw it. Where nobody traces it, any
 * process of it will do.
 */
bool running(struct sck_program *p, const struct record_event **ret_end);

#endif
