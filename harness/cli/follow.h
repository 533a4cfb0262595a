/*
 * `sockcheck show --follow`: a record is drawn while its run writes it.
 */
#ifndef CLI_FOLLOW_H
#define CLI_FOLLOW_H

#include "report/text_ladder.h"

/*
 * Draws FILE ("-": standard input) on standard output as it grows, until its end, or SIGINT or SIGTERM come; one that is not there yet is waited for.
 * NAME stands before what there is to say. Returns the exit status: STATUS_FAIL where the run was killed before its end.
 */
int follow_show(const char *name, const char *file, struct text_ladder_style style);

#endif
