/*
 * Where the bundled suites are: beside this very program while it is built, below its prefix when it is installed.
 */
#ifndef CLI_SUITES_H
#define CLI_SUITES_H

#include "base/bytes.h"
#include "base/err.h"
#include <stdbool.h>

/*
 * A suite proves itself by a note in its file (elf(5), PT_NOTE), which comes with the archive's sck_suite_main, or by taking that function from
 * the shared library: any other program, started as one, would end with an exit status that looks like a verdict, or not at all.
 */
#define SUITES_NOTE_NAME "sockcheck"
enum { SUITES_NOTE_TYPE = 1 };

/*
 * The file of a suite: NAME itself where it has a /, else a bundled one. -ENOENT, with the bundled ones in ERR; -ENOEXEC where
 * the file is no suite.
 */
int suites_find(const char *name, struct bytes *ret_path, struct sck_err *err);

/* The names of the bundled suites, sorted, one a line. */
void suites_append_names(struct bytes *to);

/* Does this suite take sck_suite_main from the shared library? It runs only where that is installed. */
bool suites_is_shared(const char *path);

const char *suites_name(const char *path); /* what a suite at PATH is called; points into it */

#endif
