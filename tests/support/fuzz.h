/*
 * What the fuzzers (tests/fuzz) and the unit test of their seeds do with an input: a reader gets it, and whatever it yields
 * must hold together. A broken promise ends the process by abort().
 */
#ifndef SUPPORT_FUZZ_H
#define SUPPORT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* A rule of --inject, NUL bytes end it. 1: it was taken, 0: it was refused. */
int fuzz_rule(const uint8_t *data, size_t size);
/* A record as a file. */
int fuzz_record(const uint8_t *data, size_t size);

#endif
