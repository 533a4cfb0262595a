/*
 * The source files of a program: where they are on this machine, and their lines. Nothing runs; a file is only read.
 */
#ifndef OS_SOURCE_FILE_H
#define OS_SOURCE_FILE_H

#include "base/bytes.h"
#include <stdbool.h>

/*
 * Appends the absolute path of FILE, LEN bytes of a name without folders: as the debug information of PROGRAM's first word has it, else beside
 * one of its words (argv, which ends with NULL), else in the current folder. False: there is none that could be read.
 */
bool source_file_find(struct bytes *to, const char *const *program, const char *file, size_t len);
/* Appends line NUMBER, from 1, of the file PATH without the white space around it, 200 bytes at most; nothing where it cannot be had. */
void source_file_line(struct bytes *to, const char *path, int number);

#endif
