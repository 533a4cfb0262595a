/*
 * Ctrl-C, and what else asks a command to stop: a descriptor to wait for, in place of an end at any moment.
 */
#ifndef CLI_STOP_H
#define CLI_STOP_H

/* Readable once SIGINT, SIGTERM or SIGHUP came, which end nobody from now on (signalfd(2)). The caller's to close; -1: errno says why. */
int stop_open(void);

#endif
