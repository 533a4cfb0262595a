/*
 * Where the bundled suites are: beside this very program while it is built, below its prefix when it is installed.
 */
#ifndef CLI_SUITES_H
#define CLI_SUITES_H

#include "base/bytes.h"
#include "base/err.h"

/* The file of a suite: NAME itself where it has a /, else a bundled one. -ENOENT, with the bundled ones in ERR. */
int suites_find(const char *name, struct bytes *ret_path, struct sck_err *err);

/* The names of the bundled suites, sorted, one a line. */
void suites_append_names(struct bytes *to);

#endif
