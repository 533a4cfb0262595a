/*
 * libfaketime, a library that is preloaded (ld.so(8)) and answers the C library's calls for the time: the clock of programs that run
 * untraced. Knows where it is, what it is to be told, and which programs it cannot serve. Knows no session.
 */
#ifndef OS_FAKETIME_H
#define OS_FAKETIME_H

#include "base/err.h"
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* The variables that a program is to have in its environment: "NAME=value". */
enum { FAKETIME_VARIABLES = 4 };
struct faketime {
	char preload[2 * PATH_MAX];
	char when[64];
	const char *variables[FAKETIME_VARIABLES + 1]; /* both of these, and what is always the same; ends with NULL */
};

/* Is it in this environment already? Then it would act beside whatever else gives the program a clock. */
bool faketime_is_in(const char *const *envp);

/*
 * The library for the programs of PROGRAM's kind, an executable; NULL: of our own. What the variable SOCKCHECK_FAKETIME names, or where
 * distributions put it. 0, or -ELIBACC with the line in ERR.
 */
int faketime_find(const char *program, char ret[PATH_MAX], struct sck_err *err);

/*
 * Can it serve PROGRAM, a word that a shell would look for? -EINVAL with the reason in ERR: one that it does not reach would see two
 * times, and some waits would never end. BY_RATE: its clock is to run at another rate, not only elsewhere.
 * RET_FILE is where PROGRAM's code is: of a script its interpreter.
 */
int faketime_fit(const char *program, bool by_rate, char ret_file[PATH_MAX], struct sck_err *err);

/* Fills in RET: the clock is now at AT, ns since 1970, and will run at RATE. LIBRARY is from faketime_find(). */
int faketime_prepare(struct faketime *ret, const char *library, int64_t at, double rate,
		     struct sck_err *err);

#endif
