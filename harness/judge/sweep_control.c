/*
 * See sweep_control.h. How often a kind of outcome could have come is compared, not where: in what order threads make their calls is theirs.
 */
#include "judge/sweep_control.h"
#include "base/text.h"
#include <stdint.h>
#include <stdlib.h>

const struct survey_chance *sweep_control_last(const struct probe *p, const struct survey_chance *kind)
{
	const struct survey_chance *last = NULL;

	for (size_t i = 0; i < p->count; i++)
		if (p->chances[i].call == kind->call && p->chances[i].outcome == kind->outcome)
			last = &p->chances[i];
	return last;
}

static size_t count_kinds(void)
{
	return call_table_count * outcome_table_count;
}

static size_t kind_of(const struct survey_chance *c)
{
	return (size_t)(c->call - call_table) * outcome_table_count + (size_t)(c->outcome - outcome_table);
}

/* How many there were of each kind in each run: COUNT tables behind one another. */
static int64_t *tally(const struct probe *probes, int count)
{
	int64_t *all = calloc((size_t)count * count_kinds(), sizeof(*all));

	if (!all)
		abort();
	for (int i = 0; i < count; i++)
		for (size_t j = 0; j < probes[i].count; j++)
			all[(size_t)i * count_kinds() + kind_of(&probes[i].chances[j])] =
				probes[i].chances[j].when;
	return all;
}

/* Another run has as many. */
static bool is_even(const int64_t *all, int count, int chosen, size_t kind)
{
	for (int i = 0; i < count; i++)
		if (i != chosen && all[(size_t)i * count_kinds() + kind] ==
					   all[(size_t)chosen * count_kinds() + kind])
			return true;
	return false;
}

static size_t count_uneven(const int64_t *all, int count, int chosen)
{
	size_t uneven = 0;

	for (size_t kind = 0; kind < count_kinds(); kind++)
		uneven += !is_even(all, count, chosen, kind);
	return uneven;
}

static bool fared_alike(const struct probe *probes, int count, int chosen)
{
	for (int i = 0; i < count; i++)
		if (i != chosen && probes[i].after == probes[chosen].after)
			return true;
	return false;
}

int sweep_control_choose(const struct probe *probes, int count)
{
	int64_t *all = tally(probes, count);
	size_t least = SIZE_MAX, uneven;
	int best = -1;

	for (int i = 0; i < count; i++) {
		uneven = fared_alike(probes, count, i) ? count_uneven(all, count, i) : SIZE_MAX;
		if (uneven < least) {
			least = uneven;
			best = i;
		}
	}
	free(all);
	return best;
}

void sweep_control_keep_even(struct probe *probes, int count, int chosen, struct bytes *ret_uneven)
{
	struct probe *p = &probes[chosen];
	int64_t *all = tally(probes, count);
	size_t kept = 0;

	for (size_t i = 0; i < p->count; i++) {
		if (is_even(all, count, chosen, kind_of(&p->chances[i])))
			p->chances[kept++] = p->chances[i];
		else
			text_add_words(ret_uneven, p->chances[i].call->name);
	}
	p->count = kept;
	free(all);
}
