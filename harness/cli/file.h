/*
 * A file read or written whole.
 */
#ifndef CLI_FILE_H
#define CLI_FILE_H

#include "base/bytes.h"
#include "base/err.h"

/* Appends all of the file ("-": standard input) to TO; 0, or a negative errno with the name in ERR. */
int file_read(struct bytes *to, const char *path, struct sck_err *err);

/* Writes all of TEXT to FD. 0 or a negative errno. */
int file_write(int fd, const struct bytes *text);

#endif
