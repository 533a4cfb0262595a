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

/* One outcome at one place in the program; what runs of it differ in is the case, the family and the n-th time. */
static uint64_t place_of(const struct sweep_runs *r, struct planned *run)
{
	const struct survey_chance *c = &run->chance;
	const char *site = run->first.call ? bytes_text(&run->site)
					   : probe_site(&r->swept[run->swept].control, c);
	const ptrdiff_t rest[] = { c->call - call_table, c->outcome - outcome_table, c->lasts,
				   run->is_at_offset };

	return sum_add(sum_add(SUM_OF_NOTHING, site, strlen(site)), rest, sizeof(rest));
}

struct drawn {
	uint64_t place, number;
	size_t turn; /* it is the first of its place, the second ... */
	size_t at;   /* in the list */
};

static int compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_places(const void *a, const void *b)
{
	const struct drawn *x = a, *y = b;
	int by = compare(x->place, y->place);

	return by ? by : compare(x->number, y->number);
}

static int compare_turns(const void *a, const void *b)
{
	const struct drawn *x = a, *y = b;
	int by = compare(x->turn, y->turn);

	return by ? by : compare(x->number, y->number);
}

/* One of each place, then a second of each ...: a case with thousands of calls is not all that is drawn. */
static struct drawn *draw(const struct sweep_runs *r, size_t first, size_t count)
{
	struct drawn *all = calloc(count, sizeof(*all));

	if (!all)
		abort();
	for (size_t i = 0; i < count; i++) {
		struct planned *run = &r->list[first + i];

		all[i] = (struct drawn){ .place = place_of(r, run), .number = number_of(r, run), .at = i };
	}
	qsort(all, count, sizeof(*all), compare_places);
	for (size_t i = 1; i < count; i++)
		if (all[i].place == all[i - 1].place)
			all[i].turn = all[i - 1].turn + 1;
	qsort(all, count, sizeof(*all), compare_turns);
	return all;
}

void sweep_draw_budget(struct sweep_runs *r, size_t first)
{
	const size_t budget = (size_t)r->plan->budget, count = r->count - first;
	struct drawn *all;
	bool *is_drawn;

	if (!budget || count <= budget)
		return;
	is_drawn = calloc(count, sizeof(*is_drawn));
	if (!is_drawn)
		abort();
	all = draw(r, first, count);
	for (size_t i = 0; i < budget; i++)
		is_drawn[all[i].at] = true;
	r->count = first;
	for (size_t i = 0; i < count; i++) /* those that are left stay in their order */
		if (is_drawn[i])
			r->list[r->count++] = r->list[first + i];
		else
			sweep_runs_drop(&r->list[first + i]);
	free(is_drawn);
	free(all);
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
