/* See sweep_runs.h. */
#include "judge/sweep_runs.h"
#include "judge/sweep.h"
#include "judge/sweep_control.h"
#include <stdlib.h>
#include <string.h>

static void plan_run(struct sweep_runs *r, size_t swept, const struct survey_chance *chance, int64_t when)
{
	struct planned *run;

	if (r->count == r->room) {
		r->room = r->room ? 2 * r->room : 256;
		r->list = reallocarray(r->list, r->room, sizeof(r->list[0]));
		if (!r->list)
			abort();
	}
	run = &r->list[r->count++];
	*run = (struct planned){ .swept = swept, .chance = *chance };
	run->chance.when = when;
	survey_append_rule(&run->rule, chance->call, chance->outcome);
	bytes_printf(&run->rule, SWEEP_WHEN "%lld", (long long)when);
}

/* The one rule of the plan, also for a call that the control has not made: one more than those may come when an outcome did. */
static void plan_rule(struct sweep_runs *r, size_t swept)
{
	const struct probe *control = &r->swept[swept].control;
	const char *rule = r->plan->rule, *when = strstr(rule, SWEEP_WHEN);
	struct bytes kind = { 0 };

	for (size_t i = 0; i < control->count; i++) {
		bytes_clear(&kind);
		survey_append_rule(&kind, control->chances[i].call, control->chances[i].outcome);
		if (kind.len != (size_t)(when - rule) || memcmp(kind.data, rule, kind.len) != 0)
			continue;
		plan_run(r, swept, &control->chances[i], atoll(when + strlen(SWEEP_WHEN)));
		break;
	}
	bytes_done(&kind);
}

/* The same for the same seed: each run has a number, and those with the lowest are made. */
static uint64_t draw(uint64_t seed, uint64_t number)
{
	uint64_t x = seed + UINT64_C(0x9e3779b97f4a7c15) * (number + 1);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static int compare_numbers(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void keep_budget(struct sweep_runs *r)
{
	const size_t budget = (size_t)r->plan->budget;
	uint64_t *numbers, highest;
	size_t kept = 0;

	if (!budget || r->count <= budget)
		return;
	numbers = calloc(r->count, sizeof(*numbers));
	if (!numbers)
		abort();
	for (size_t i = 0; i < r->count; i++)
		numbers[i] = draw(r->plan->suite->seed, i);
	qsort(numbers, r->count, sizeof(*numbers), compare_numbers);
	highest = numbers[budget - 1];
	free(numbers);
	for (size_t i = 0; i < r->count; i++) {
		if (draw(r->plan->suite->seed, i) <= highest)
			r->list[kept++] = r->list[i];
		else
			bytes_done(&r->list[i].rule);
	}
	r->count = kept;
}

void sweep_runs_plan(struct sweep_runs *r)
{
	for (size_t i = 0; i < r->swept_count; i++) {
		const struct probe *control = &r->swept[i].control;

		if (r->swept[i].is_left_out)
			continue;
		if (r->plan->rule) {
			plan_rule(r, i);
			continue;
		}
		for (size_t j = 0; j < control->count; j++)
			if ((int)control->chances[j].outcome->plausibility <= r->plan->plausibility)
				plan_run(r, i, &control->chances[j], control->chances[j].when);
	}
	keep_budget(r);
}

/* Behind those of FIRST to END: the next number of each kind whose last one acted. */
void sweep_runs_plan_further(struct sweep_runs *r, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		const struct planned run = r->list[i];
		const struct survey_chance *last =
			sweep_control_last(&r->swept[run.swept].control, &run.chance);

		if (run.has_fired && run.chance.when >= last->when)
			plan_run(r, run.swept, &run.chance, run.chance.when + 1);
	}
}

void sweep_runs_done(struct sweep_runs *r)
{
	for (size_t i = 0; i < r->count; i++)
		bytes_done(&r->list[i].rule);
	free(r->list);
}
