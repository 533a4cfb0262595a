/*
 * A sum by which two things are taken for the same: FNV-1a, 64 bits (draft-eastlake-fnv). Quick, and no secret: whoever wants two that are alike makes them.
 */
#ifndef BASE_SUM_H
#define BASE_SUM_H

#include <stddef.h>
#include <stdint.h>

#define SUM_OF_NOTHING UINT64_C(0xcbf29ce484222325)

/* SUM with LEN bytes more. */
static inline uint64_t sum_add(uint64_t sum, const void *data, size_t len)
{
	for (const uint8_t *byte = data; len--; byte++)
		sum = (sum ^ *byte) * UINT64_C(0x100000001b3);
	return sum;
}

#endif
