/*
 * See sweep_draw.h. A run is drawn by what it is, not by its place: in which order two processes make their calls is theirs, and shards that have each
 * made their controls divide the same runs.
 */
#include "judge/sweep_draw.h"
#include "base/sum.h"
#include "judge/sweep.h"
#include <stdlib.h>
#include <string.h>

/* The same for the same seed. */
static uint64_t number_of(const struct sweep_runs *r, struct planned *run)
{
	const struct swept *swept = &r->swept[run->swept];
	uint64_t number = sum_add(SUM_OF_NOTHING, swept->family, strlen(swept->family)), x;

	number = sum_add(number, swept->name, strlen(swept->name));
	number = sum_add(number, run->rule.data, run->rule.len);
	x = r->plan->suite->seed + UINT64_C(0x9e3779b97f4a7c15) * (number + 1);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static int compare_numbers(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Those with the lowest numbers. */
void sweep_draw_budget(struct sweep_runs *r, size_t first)
{
	const size_t budget = (size_t)r->plan->budget, count = r->count - first;
	uint64_t *numbers, highest;
	size_t kept = first;

	if (!budget || count <= budget)
		return;
	numbers = calloc(count, sizeof(*numbers));
	if (!numbers)
		abort();
	for (size_t i = 0; i < count; i++)
		numbers[i] = number_of(r, &r->list[first + i]);
	qsort(numbers, count, sizeof(*numbers), compare_numbers);
	highest = numbers[budget - 1];
	free(numbers);
	for (size_t i = first; i < r->count; i++) {
		if (kept - first < budget && number_of(r, &r->list[i]) <= highest)
			r->list[kept++] = r->list[i];
		else
			sweep_runs_drop(&r->list[i]);
	}
	r->count = kept;
}

void sweep_draw_shard(struct sweep_runs *r)
{
	const uint64_t shards = (uint64_t)r->plan->shards;
	size_t kept = 0;

	for (size_t i = 0; shards && i < r->count; i++) {
		if (number_of(r, &r->list[i]) % shards == (uint64_t)r->plan->shard - 1)
			r->list[kept++] = r->list[i];
		else
			sweep_runs_drop(&r->list[i]);
	}
	if (shards)
		r->count = kept;
}
