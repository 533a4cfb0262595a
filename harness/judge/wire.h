/*
 * A result on its way from a worker to its parent: one JSON line, of verdict, seconds, and whether a program spun.
 */
#ifndef JUDGE_WIRE_H
#define JUDGE_WIRE_H

#include "facts/result.h"

struct sck_err;

void wire_write(struct bytes *to, const struct result *r); /* ends in "\n" */
/* LINE without its newline. Fills in these alone; 0 or -EPROTO. */
int wire_read(const char *line, size_t len, struct result *ret, struct sck_err *err);

#endif
