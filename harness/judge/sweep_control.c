/* See sweep_control.h. Runs are alike that make as many calls of each kind; in what order threads make them is theirs. */
#include "judge/sweep_control.h"
#include <stddef.h>

const struct survey_chance *sweep_control_last(const struct probe *p, const struct survey_chance *kind)
{
	const struct survey_chance *last = NULL;

	for (size_t i = 0; i < p->count; i++)
		if (p->chances[i].call == kind->call && p->chances[i].outcome == kind->outcome)
			last = &p->chances[i];
	return last;
}

/* A kind of outcome that could have come to more calls of A than of B, or to fewer; NULL: none. */
static const struct survey_chance *find_unlike(const struct probe *a, const struct probe *b)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct survey_chance *other = sweep_control_last(b, &a->chances[i]);

		if (!other || other->when != sweep_control_last(a, &a->chances[i])->when)
			return &a->chances[i];
	}
	return NULL;
}

static bool are_alike(const struct probe *a, const struct probe *b)
{
	return a->after == b->after && !find_unlike(a, b) && !find_unlike(b, a);
}

int sweep_control_choose(const struct probe *probes, int count, const char **ret_unlike)
{
	const struct survey_chance *kind;

	for (int i = 0; i < count; i++)
		for (int j = i + 1; j < count; j++)
			if (are_alike(&probes[i], &probes[j]))
				return i;
	kind = find_unlike(&probes[0], &probes[1]);
	if (!kind)
		kind = find_unlike(&probes[1], &probes[0]);
	*ret_unlike = kind ? kind->call->name : "what became of the program";
	return -1;
}
