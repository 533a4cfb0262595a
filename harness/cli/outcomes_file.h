/*
 * --outcomes FILE: which outcomes each call of the program has met in a suite's run, for lcov and genhtml.
 */
#ifndef CLI_OUTCOMES_FILE_H
#define CLI_OUTCOMES_FILE_H

#include "base/err.h"
#include "facts/result.h"

/* For options_want.more, ARG a const char ** that is set to the file. */
int outcomes_file_take(void *arg, const char *name, const char *value, const char *const *words,
		       size_t count, struct sck_err *err);
void outcomes_file_help(struct bytes *to);

/* Its descriptor, the file empty; -1 where PATH is NULL; a negative errno. */
int outcomes_file_open(const char *path, struct sck_err *err);
/* Writes what R has into FD and closes it; nothing where it is -1. 0 or a negative errno. */
int outcomes_file_end(int fd, const struct results *r, struct sck_err *err);

#endif
