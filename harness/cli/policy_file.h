/*
 * --policy FILE of grade and bundle: the file read, and held against the suite that it is about.
 */
#ifndef CLI_POLICY_FILE_H
#define CLI_POLICY_FILE_H

#include "plan/options.h"
#include "plan/policy.h"

/* What it is called in a folder of reports, where the last grading into it has left it. */
extern const char policy_file_name[];

/* For options_want.more: takes --policy; ARG is a const char **, where the file's name goes. */
int policy_file_take(void *arg, const char *name, const char *value, const char *const *words,
		     size_t count, struct sck_err *err);
void policy_file_help(struct bytes *to);

/*
 * Each row names a case of the suite at PATH_OF_SUITE, whichever of them are graded: a name that is misspelt would hide nothing. 0, or a negative errno
 * with "FILE:LINE: ..." in ERR. Starts the suite with --list and waits for its end. The caller ends *ret with policy_done() in either case.
 */
int policy_file_read(struct policy *ret, const char *path, const char *path_of_suite, struct sck_err *err);

/*
 * -EINVAL with the reason in ERR: no policy is given now, though the folder was graded by one, or that of --since: what was hidden would be shown.
 */
int policy_file_check_none(const struct grading *asked, const char *folder, struct sck_err *err);

#endif
