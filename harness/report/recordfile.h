/*
 * A record as a file: JSON Lines. The first line says what it is, {"record":1}; then one line a socket, call or event, in
 * the order in which they happened. Bytes stand in it as text with C escapes.
 */
#ifndef REPORT_RECORDFILE_H
#define REPORT_RECORDFILE_H

#include "base/err.h"
#include "facts/record.h"

void recordfile_write(struct bytes *to, const struct record *r);

/*
 * Reads what recordfile_write() wrote into RET, which is empty; the caller ends it with record_done(), also on an error. 0, or
 * -EINVAL with ERR naming the line. Nothing that it does not know is passed over.
 */
int recordfile_read(const char *text, size_t len, struct record *ret, struct sck_err *err);

#endif
