/*
 * Where a function or a variable is in a running process, by name. Knows modules and their symbol
 * tables, no debug information.
 */
#ifndef OS_SYMBOL_H
#define OS_SYMBOL_H

#include "base/err.h"
#include <stdint.h>
#include <sys/types.h>

/*
 * The address of the function that NAME ("exit") means to the process: its program's own, else
 * that of the first library that has one, else a static one. 0, -ENOENT where none has (a
 * stripped static program), or a negative errno.
 */
int symbol_address(pid_t pid, const char *name, uint64_t *ret, struct sck_err *err);
/* The same for a variable. */
int symbol_data(pid_t pid, const char *name, uint64_t *ret, struct sck_err *err);

#endif
