/*
 * The options --asan and --valgrind, which commands and suites take alike; for options_want.more.
 */
#ifndef CLI_INSTRUMENTS_H
#define CLI_INSTRUMENTS_H

#include "plan/options.h"

struct instruments {
	bool asan, valgrind;
	bool coverage; /* --coverage, which grade alone takes */
};

/* ARG is a struct instruments. See options_want.more. */
int instruments_take(void *arg, const char *name, const char *value, const char *const *words,
		     size_t count, struct sck_err *err);
int instruments_take_all(void *arg, const char *name, const char *value, const char *const *words,
			 size_t count, struct sck_err *err); /* and --coverage */
void instruments_help(struct bytes *to);
void instruments_help_all(struct bytes *to);

/* 0, or -ENOENT with a line that says what is not on this machine; --asan is not looked at, for the compiler has it. */
int instruments_check(const struct instruments *i, struct sck_err *err);

#endif
