/*
 * The command line and the environment of a program to be started: {host}, {port}, {dir} and what the test has defined are
 * filled in.
 */
#ifndef RUN_COMMAND_H
#define RUN_COMMAND_H

#include "run/state.h"

/* ARGV and behind it ARGS (NULL: none), with all that stands in braces filled in; the caller ends it with command_free. */
const char **command_fill_in(struct sck_session *s, const char *const *argv, const char *const *args);
/* What {NAME} stands for from now on; both are copied. -EINVAL: no such name can be. */
int command_define(struct sck_session *s, const char *name, const char *value, struct sck_err *err);
void command_forget(struct sck_session *s); /* all that was defined */
void command_free(const char *const *words);
/* The test's environment with MORE ("NAME=VALUE") in it, in place of variables of the same name. The caller frees the array alone. */
const char **command_environment(const char *const *more);

#endif
